package io.github.ple4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.datasets.CsvDataset;
import io.github.ple4j.datasets.CsvSchema;
import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.Prediction;
import io.github.ple4j.serve.Predictor;
import io.github.ple4j.serve.Signature;
import io.github.ple4j.serve.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;

class OnnxModelTest {
  private static final Offset<Float> CLOSE = Offset.offset(1e-6f);

  private static BriefExport export;
  private static Predictor predictor;
  private static ModelProto model;

  @BeforeAll
  static void export(@TempDir Path directory) throws IOException {
    StringBuilder rows = new StringBuilder("age,income,town,click,buy\n");
    for (int i = 0; i < 300; i++) {
      rows.append(i * 7 % 83).append(',').append(i % 11 == 0 ? "" : i * i);
      rows.append(",town ").append(i % 17).append(',').append(i % 2).append(',').append(i / 2 % 2);
      rows.append('\n');
    }
    Files.writeString(directory.resolve("shop.csv"), rows);
    Files.writeString(
        directory.resolve("shop.textproto"),
        """
        name: "shop"
        features { name: "age" numeric { bucketed: true } }
        features { name: "income" numeric { may_be_missing: true skewed: true bucketed: true } }
        features { name: "town" categorical { min_count: 1 } }
        labels { name: "click" }
        labels { name: "buy" }
        splits {
          train: "shop.csv"
          by_hash { column { name: "age" } seed: 1 validation: 0.2 test: 0.2 }
        }
        """);
    CsvSchema schema = CsvDataset.readSchema(directory.resolve("shop.textproto"));
    export = BriefExport.write(CsvDataset.load(schema, directory), "ple");
    predictor = Predictor.open(export.path());
    model = OnnxModel.of(export.path(), "encoded");
  }

  @AfterAll
  static void close() throws IOException {
    predictor.close();
    export.close();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 1", "64, 1", "1, 0", "257, 0"})
  void onnxruntimePredictsWhatThePredictorDoes(int rows, int threads) {
    try (OnnxPrediction onnx = OnnxPrediction.open(model, threads)) {
      ImmutableMap<String, Column> inputs = inputs(rows);
      Prediction expected = predictor.predict("encoded", inputs);
      Map<String, float[]> found = onnx.predict(OnnxPrediction.Input.of(inputs));
      assertThat(found.keySet())
          .isEqualTo(signature().outputs().keySet())
          .containsOnly("click", "buy");
      found.forEach(
          (task, values) -> assertThat(values).containsExactly(expected.floats(task), CLOSE));
    }
  }

  @Test
  void rowsHaveDifferentPredictions() {
    float[] click = predictor.predict("encoded", inputs(64)).floats("click");
    assertThat(click).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "64, 1", "257, 0"})
  void rawFeaturesAreLookedUpAlike(int rows, int threads) throws IOException {
    SplittableRandom random = new SplittableRandom(rows);
    float[] age = new float[rows];
    float[] income = new float[rows];
    String[] town = new String[rows];
    for (int i = 0; i < rows; i++) {
      age[i] = random.nextInt(90);
      income[i] = i % 7 == 3 ? Float.NaN : random.nextInt(90000);
      town[i] = i % 5 == 4 ? "elsewhere" : "town " + random.nextInt(17);
    }
    ImmutableMap<String, Column> inputs =
        ImmutableMap.of(
            "age", Column.floats(age),
            "income", Column.floats(income),
            "town", Column.strings(town));
    ModelProto raw = OnnxModel.of(export.path(), Predictor.DEFAULT_SIGNATURE);
    try (OnnxPrediction onnx = OnnxPrediction.open(raw, threads)) {
      Prediction expected = predictor.predict(inputs);
      Map<String, float[]> found = onnx.predict(OnnxPrediction.Input.of(inputs));
      assertThat(found.keySet()).containsOnly("click", "buy");
      found.forEach(
          (task, values) -> assertThat(values).containsExactly(expected.floats(task), CLOSE));
    }
  }

  @Test
  void aSignatureThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> OnnxModel.of(export.path(), "nothing"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Signature signature() {
    Signature signature = predictor.signatures().get("encoded");
    return Objects.requireNonNull(signature);
  }

  /** Any ids, of unknown tokens among them, and any numbers, missing among them. */
  private static ImmutableMap<String, Column> inputs(int rows) {
    SplittableRandom random = new SplittableRandom(rows);
    ImmutableMap.Builder<String, Column> inputs = ImmutableMap.builder();
    signature().inputs().forEach((name, spec) -> inputs.put(name, column(random, spec, rows)));
    return inputs.buildOrThrow();
  }

  private static Column column(SplittableRandom random, TensorSpec spec, int rows) {
    int width = Math.toIntExact(spec.shape().get(1));
    Shape shape = Shape.of(rows, width);
    switch (spec.type()) {
      case INT32 -> {
        int[] ids = new int[rows * width];
        for (int i = 0; i < ids.length; i++) {
          ids[i] = random.nextInt(-1, 20);
        }
        return Column.ints(ids, shape);
      }
      case FLOAT32 -> {
        float[] values = new float[rows * width];
        for (int i = 0; i < values.length; i++) {
          values[i] = random.nextInt(9) == 0 ? Float.NaN : (float) random.nextGaussian(3, 50);
        }
        return Column.floats(values, shape);
      }
      default -> throw new AssertionError(spec);
    }
  }
}

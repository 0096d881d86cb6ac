package io.github.ple4j.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

class PredictorTest {
  private static final Path STATUS = Path.of("/proc/self/status");

  @TempDir Path directory;

  @Test
  void variablesTablesAndRawValuesGiveTheScore() {
    try (Predictor predictor = Predictor.open(TestModels.ranking(directory))) {
      assertThat(predictor.predict(TestModels.people()).floats("score"))
          .containsExactly(TestModels.scoresOfPeople());
    }
  }

  @Test
  void signaturesTellTypesAndShapes() {
    try (Predictor predictor = Predictor.open(TestModels.ranking(directory))) {
      assertThat(predictor.signatures().keySet()).containsExactly("ids", "serving_default");
      assertThat(predictor.signatures().get("serving_default"))
          .isEqualTo(
              new Signature(
                  "serving_default",
                  "tensorflow/serving/predict",
                  ImmutableSortedMap.of(
                      "age", new TensorSpec(ColumnType.FLOAT32, Shape.of(-1)),
                      "education", new TensorSpec(ColumnType.STRING, Shape.of(-1)),
                      "hours", new TensorSpec(ColumnType.INT64, Shape.of(-1)),
                      "marks", new TensorSpec(ColumnType.FLOAT32, Shape.of(-1, 2)),
                      "member", new TensorSpec(ColumnType.BOOL, Shape.of(-1))),
                  ImmutableSortedMap.of(
                      "score", new TensorSpec(ColumnType.FLOAT32, Shape.unknown()))));
    }
  }

  @Test
  void anotherSignatureIsAskedByName() {
    try (Predictor predictor = Predictor.open(TestModels.ranking(directory))) {
      Column education = Column.strings("Masters", "Zürich", "");
      Prediction prediction = predictor.predict("ids", Map.of("education", education));
      assertThat(prediction.columns())
          .isEqualTo(ImmutableMap.of("education", education, "line", Column.longs(2, -1, -1)));
      assertThat(prediction.column("education").asStrings())
          .containsExactly("Masters", "Zürich", "");
    }
  }

  @Test
  void onlyTheWantedOutputsAreGiven() {
    try (Predictor predictor = Predictor.open(TestModels.ranking(directory))) {
      Map<String, Column> inputs = Map.of("education", Column.strings("HS-grad"));
      assertThat(predictor.predict("ids", inputs, Set.of("line")).columns())
          .isEqualTo(ImmutableMap.of("line", Column.longs(1)));
      assertThatThrownBy(() -> predictor.predict("ids", inputs, Set.of("line", "logits")))
          .isInstanceOf(PredictorException.class)
          .hasMessage(
              "signature \"ids\": no output \"logits\"; its outputs are \"education\", \"line\"");
    }
  }

  @Test
  void everyTypeAndRankComesBackAsItWasGiven() {
    ImmutableMap<String, Column> columns =
        ImmutableMap.<String, Column>builder()
            .put("float32", Column.floats(1.5f, Float.NaN, Float.NEGATIVE_INFINITY, -0f))
            .put("float64", Column.doubles(0.1, Double.MIN_VALUE))
            .put("int32", Column.ints(Integer.MIN_VALUE, 7))
            .put("int64", Column.longs(Long.MAX_VALUE, -1))
            .put("uint8", Column.unsignedBytes((byte) 255, (byte) 0, (byte) 127))
            .put("bool", Column.booleans(true, false, true))
            .put("string", Column.byteStrings(new byte[] {0, -1, 10}, new byte[0], new byte[100]))
            .put("scalar", Column.floats(new float[] {3}, Shape.scalar()))
            .put("matrix", Column.longs(new long[] {1, 2, 3, 4, 5, 6}, Shape.of(2, 3)))
            .put("cube", Column.strings(new String[] {"a", "b", "c", "d"}, Shape.of(1, 2, 2)))
            .put("any", Column.floats(new float[24], Shape.of(1, 2, 3, 4)))
            .buildOrThrow();
    try (Predictor predictor = Predictor.open(TestModels.echo(directory))) {
      columns.forEach(
          (signature, column) ->
              assertThat(predictor.predict(signature, Map.of("x", column)).column("y"))
                  .as(signature)
                  .isEqualTo(column));
    }
  }

  @Test
  void noRowsGiveNoRows() {
    ImmutableMap<String, Column> columns =
        ImmutableMap.of(
            "float32", Column.floats(),
            "bool", Column.booleans(),
            "string", Column.strings(),
            "matrix", Column.longs(new long[0], Shape.of(0, 3)));
    try (Predictor predictor = Predictor.open(TestModels.echo(directory))) {
      columns.forEach(
          (signature, column) ->
              assertThat(predictor.predict(signature, Map.of("x", column)).column("y"))
                  .as(signature)
                  .isEqualTo(column));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void answersDoNotDependOnThreads(int threads) {
    PredictorOptions options = PredictorOptions.defaults().withThreads(threads);
    try (Predictor predictor = Predictor.open(TestModels.ranking(directory), options)) {
      assertThat(predictor.predict(TestModels.people()).floats("score"))
          .containsExactly(TestModels.scoresOfPeople());
    }
  }

  @Test
  void theDirectoryIsNotNeededOnceItIsOpen() throws IOException {
    try (Predictor predictor = Predictor.open(TestModels.ranking(directory.resolve("1")))) {
      MoreFiles.deleteRecursively(directory.resolve("1"), RecursiveDeleteOption.ALLOW_INSECURE);
      assertThat(predictor.predict(TestModels.people()).floats("score"))
          .containsExactly(TestModels.scoresOfPeople());
    }
  }

  @Test
  void aModelOfTensorFlow1ListsItsTablesInACollection() {
    try (TestModel model = TestModels.rankingModel()) {
      model.withTableCollection().write(directory);
    }
    try (Predictor predictor = Predictor.open(directory)) {
      assertThat(predictor.predict(TestModels.people()).floats("score"))
          .containsExactly(TestModels.scoresOfPeople());
    }
  }

  @Test
  void twoOpenModelsDoNotShareVariablesOrTables() {
    Path first = TestModels.ranking(directory.resolve("1"));
    Path second = directory.resolve("2");
    try (TestModel model = new TestModel()) {
      Operand<TFloat32> x = model.placeholder(TFloat32.class, Shape.of(-1));
      Operand<TFloat32> slope = model.variable("slope", Shape.scalar(), 5);
      model
          .input("serving_default", "x", x)
          .output("serving_default", "y", model.tf().math.mul(x, slope))
          .write(second);
    }
    try (Predictor one = Predictor.open(first);
        Predictor other = Predictor.open(second)) {
      assertThat(other.predict(Map.of("x", Column.floats(1))).floats("y")).containsExactly(5f);
      assertThat(one.predict(TestModels.people()).floats("score"))
          .containsExactly(TestModels.scoresOfPeople());
    }
  }

  @Test
  void outputsMayBeOneTensorOrSeveralOfOneOperation() {
    try (TestModel model = new TestModel()) {
      Operand<TFloat32> x = model.placeholder(TFloat32.class, Shape.of(-1, 2));
      Unstack<TFloat32> columns = model.tf().unstack(x, 2L, Unstack.axis(1L));
      model
          .input("serving_default", "x", x)
          .output("serving_default", "left", columns.output().get(0))
          .output("serving_default", "right", columns.output().get(1))
          .output("serving_default", "alsoRight", columns.output().get(1))
          .write(directory);
    }
    try (Predictor predictor = Predictor.open(directory)) {
      Map<String, Column> inputs =
          Map.of("x", Column.floats(new float[] {1, 2, 3, 4}, Shape.of(2, 2)));
      ImmutableMap<String, Column> expected =
          ImmutableMap.of(
              "left", Column.floats(1, 3),
              "right", Column.floats(2, 4),
              "alsoRight", Column.floats(2, 4));
      assertThat(predictor.predict(inputs).columns()).isEqualTo(expected);
      assertThat(
              predictor
                  .predict("serving_default", inputs, Set.of("right", "alsoRight", "left"))
                  .columns())
          .isEqualTo(expected);
    }
  }

  @Test
  void raggedInputsNeedTheRuleOfEqualBatchSizesOff() {
    try (TestModel model = new TestModel()) {
      Operand<TFloat32> values = model.placeholder(TFloat32.class, Shape.of(-1));
      Operand<TInt32> rows = model.placeholder(TInt32.class, Shape.of(-1));
      model
          .input("serving_default", "values", values)
          .input("serving_default", "picked", rows)
          .output("serving_default", "y", model.tf().gather(values, rows, model.tf().constant(0)))
          .write(directory);
    }
    Map<String, Column> inputs =
        Map.of("values", Column.floats(1, 2, 3), "picked", Column.ints(2, 0));
    PredictorOptions options = PredictorOptions.defaults().withEqualBatchSizes(false);
    try (Predictor predictor = Predictor.open(directory, options)) {
      assertThat(predictor.predict(inputs).floats("y")).containsExactly(3, 1);
    }
    try (Predictor predictor = Predictor.open(directory)) {
      assertThatThrownBy(() -> predictor.predict(inputs))
          .hasMessageContaining("inputs disagree on the number of rows");
    }
  }

  @Test
  void aSignatureOfOtherTypesIsRefusedByName() {
    try (TestModel model = new TestModel()) {
      Operand<TFloat32> x = model.placeholder(TFloat32.class, Shape.of(-1));
      Operand<TBfloat16> half = model.tf().dtypes.cast(x, TBfloat16.class);
      model
          .input("serving_default", "x", x)
          .output("serving_default", "y", model.tf().math.neg(x))
          .input("half", "x", x)
          .output("half", "y", half)
          .write(directory);
    }
    try (Predictor predictor = Predictor.open(directory)) {
      Map<String, Column> inputs = Map.of("x", Column.floats(1));
      assertThat(predictor.signatures()).containsOnlyKeys("serving_default");
      assertThat(predictor.predict(inputs).floats("y")).containsExactly(-1);
      assertThatThrownBy(() -> predictor.predict("half", inputs))
          .isInstanceOf(PredictorException.class)
          .hasMessage(
              "signature \"half\" cannot be used: output \"y\" is of type bfloat16, not one of"
                  + " float32, float64, int32, int64, uint8, bool, string");
    }
  }

  @Test
  void aPredictionSaysWhichOutputsItHas() {
    try (Predictor predictor = Predictor.open(TestModels.ranking(directory))) {
      Prediction prediction =
          predictor.predict("ids", Map.of("education", Column.strings("HS-grad")));
      assertThatThrownBy(() -> prediction.floats("score"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("no output \"score\": the outputs are \"education\", \"line\"");
      assertThatThrownBy(() -> prediction.floats("line"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the column is of type int64, not float32");
    }
  }

  @Test
  void optionsWantAThread() {
    assertThatThrownBy(() -> PredictorOptions.defaults().withThreads(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("threads must be positive: 0");
  }

  @Test
  void manyPredictionsDoNotGrowTheProcess() throws IOException {
    assumeTrue(Files.exists(STATUS));
    try (Predictor predictor = Predictor.open(TestModels.echo(directory))) {
      Map<String, Column> inputs = Map.of("x", Column.floats(new float[16 * 1024])); // 64 KiB
      for (int i = 0; i < 2000; i++) {
        predictor.predict("float32", inputs);
      }
      long before = nativeMegabytes();
      for (int i = 0; i < 20_000; i++) {
        predictor.predict("float32", inputs);
      }
      // Inputs or outputs that are not closed would take 1250 MiB.
      assertThat(nativeMegabytes() - before).isLessThan(400);
    }
  }

  /** What the process has in memory, less the heap. */
  private static long nativeMegabytes() throws IOException {
    System.gc(); // gives back what of the heap is not in use: only what is touched is resident
    long resident =
        Files.readAllLines(STATUS).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .sum();
    return resident / 1024 - Runtime.getRuntime().totalMemory() / (1024 * 1024);
  }
}

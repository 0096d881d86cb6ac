package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.collect.ImmutableMap;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.Prediction;
import io.github.ple4j.serve.Predictor;
import io.github.ple4j.serve.PredictorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.FloatList;
import org.tensorflow.proto.Int64List;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/** A trained run's export, opened from another place after the run is gone. */
final class SavedModelExportTest {
  private static final TokenShop SHOP = TokenShop.of(300);
  private static final Offset<Float> CLOSE = Offset.offset(1e-6f);
  private static final int ROWS = 40;

  @TempDir static Path temporary;

  private static Path export;
  private static TrainingResult result;

  @BeforeAll
  static void trainAndMoveTheExport() throws IOException {
    Path run = temporary.resolve("run");
    try (RunDirectory directory = RunDirectory.create(run)) {
      result =
          TrainingRun.run(
                  directory,
                  Runs.spec(SHOP, "ple", 2, 32).build(),
                  SHOP,
                  Placement.cpu(),
                  EnumSet.allOf(SignatureKind.class),
                  List.of(),
                  new TrainingListener() {})
              .orElseThrow();
    }
    export = temporary.resolve("elsewhere");
    Files.move(run.resolve("export").resolve("1"), export);
    AtomicDirectory.delete(run);
  }

  @Test
  void evaluationEqualsTheTrainers() {
    try (ExportedModel model = ExportedModel.open(export)) {
      Evaluation evaluation = model.evaluate(SHOP, SHOP.test());
      for (TaskMetrics expected : result.test().tasks()) {
        TaskMetrics found = evaluation.task(expected.task());
        assertThat(found.rows()).isEqualTo(expected.rows());
        assertThat(found.meanSquaredError().orElseThrow())
            .isCloseTo(expected.meanSquaredError().orElseThrow(), Offset.offset(5e-7));
        assertThat(found.auc().orElse(-1))
            .isCloseTo(expected.auc().orElse(-1), Offset.offset(5e-7));
      }
    }
  }

  @Test
  void rawFeaturesGiveWhatEncodedOnesDo() {
    try (Predictor predictor = Predictor.open(export)) {
      assertSame(predictor.predict(raw()), predictor.predict("encoded", encoded()));
    }
  }

  @Test
  void examplesGiveWhatRawFeaturesDo() {
    try (Predictor predictor = Predictor.open(export)) {
      byte[][] examples = new byte[ROWS][];
      for (int row = 0; row < ROWS; row++) {
        examples[row] = example(raw(), row).toByteArray();
      }
      Map<String, Column> inputs = Map.of("examples", Column.byteStrings(examples));
      assertSame(predictor.predict("tf_example", inputs), predictor.predict(raw()));
    }
  }

  @Test
  void anExampleWithoutAnythingIsAllMissing() {
    try (Predictor predictor = Predictor.open(export)) {
      byte[] empty = Example.getDefaultInstance().toByteArray();
      Prediction found =
          predictor.predict("tf_example", Map.of("examples", Column.byteStrings(empty)));
      Map<String, Column> missing = new HashMap<>();
      missing.put("user", Column.longs(Long.MIN_VALUE));
      missing.put("price", Column.floats(Float.NaN));
      missing.put("age", Column.floats(Float.NaN));
      missing.put("city", Column.strings(""));
      missing.put("city.weights", Column.floats(1));
      missing.put("seen", Column.strings(new String[0], Shape.of(1, 0)));
      missing.put("seen.weights", Column.floats(new float[0], Shape.of(1, 0)));
      missing.put("tags", Column.longs(new long[0], Shape.of(1, 0)));
      missing.put("tags.weights", Column.floats(new float[0], Shape.of(1, 0)));
      assertSame(found, predictor.predict(missing));
    }
  }

  @Test
  void anUnknownTokenIsOutOfVocabulary() {
    try (Predictor predictor = Predictor.open(export)) {
      Map<String, Column> unknown = new HashMap<>(raw());
      String[] cities = new String[ROWS];
      java.util.Arrays.fill(cities, "Atlantis");
      unknown.put("city", Column.strings(cities));
      Map<String, Column> zero = new HashMap<>(encoded());
      int[] ids = column(encoded(), "ids").asInts().clone();
      for (int row = 0; row < ROWS; row++) {
        ids[row * 2 + 1] = 0;
      }
      zero.put("ids", Column.ints(ids, Shape.of(ROWS, 2)));
      assertSame(predictor.predict(unknown), predictor.predict("encoded", zero));
    }
  }

  @Test
  void paddingChangesNothing() {
    try (Predictor predictor = Predictor.open(export)) {
      Map<String, Column> padded = new HashMap<>(raw());
      int width = Math.toIntExact(column(raw(), "seen").shape().get(1));
      String[] seen = new String[ROWS * (width + 2)];
      float[] weights = new float[seen.length];
      java.util.Arrays.fill(seen, "item 101");
      for (int row = 0; row < ROWS; row++) {
        for (int i = 0; i < width; i++) {
          seen[row * (width + 2) + i] = column(raw(), "seen").asStrings()[row * width + i];
          weights[row * (width + 2) + i] =
              column(raw(), "seen.weights").asFloats()[row * width + i];
        }
      }
      padded.put("seen", Column.strings(seen, Shape.of(ROWS, width + 2)));
      padded.put("seen.weights", Column.floats(weights, Shape.of(ROWS, width + 2)));
      assertSame(predictor.predict(padded), predictor.predict(raw()));
    }
  }

  @Test
  void gatesGiveTheWeightsOfEveryGate() {
    try (Predictor predictor = Predictor.open(export)) {
      Prediction gates = predictor.predict("gates", raw());
      assertThat(gates.columns().keySet())
          .contains("level_1/shared/gate", "level_2/task/click_buy/gate")
          .doesNotContain("level_2/shared/gate");
      Column weights = gates.column("level_1/task/click/gate");
      assertThat(weights.shape().asArray()).containsExactly(ROWS, 2);
      assertThat(weights.asFloats()[0] + weights.asFloats()[1]).isCloseTo(1, CLOSE);
    }
  }

  @Test
  void nothingOfTrainingAndNoPathOfThisMachineIsInIt() throws IOException {
    SavedModel model = SavedModel.parseFrom(Files.readAllBytes(export.resolve("saved_model.pb")));
    List<NodeDef> nodes = model.getMetaGraphs(0).getGraphDef().getNodeList();
    assertThat(nodes)
        .noneMatch(node -> node.getName().matches("(loss|optimizer|gradients|initialize)/.*"))
        .noneMatch(node -> node.getOp().startsWith("StatelessRandom"))
        .allMatch(node -> node.getDevice().isEmpty());
    assertThat(nodes)
        .filteredOn(node -> node.getOp().equals("MatMul"))
        .isNotEmpty()
        .noneMatch(node -> node.containsAttr("transpose_a"));
    try (Stream<Path> files = Files.walk(export)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .doesNotContain(temporary.toString());
      }
    }
  }

  @Test
  void specManifestAndWarmUpStandBesideIt() {
    Path beside = export.resolve("assets.extra");
    assertThat(beside.resolve("model.textproto")).isNotEmptyFile();
    assertThat(beside.resolve("manifest.json")).content().contains("\"status\" : \"done\"");
    assertThat(beside.resolve("tf_serving_warmup_requests")).isNotEmptyFile();
  }

  @Test
  void aVocabularyThatWasCutIsNotServed() throws IOException {
    Path cut = temporary.resolve("cut");
    copy(export, cut);
    Files.writeString(cut.resolve("assets/seen.txt"), "item 100\nitem 101\n");
    assertThatExceptionOfType(PredictorException.class)
        .isThrownBy(() -> Predictor.open(cut).close())
        .withMessageContaining(cut.toString());
  }

  @Test
  void aVocabularyThatIsNotTheSpecsIsNotExported() throws IOException {
    Path checkpoint = temporary.resolve("checkpoint");
    try (TrainingSession session =
        TrainingSession.open(Runs.spec(SHOP, "cgc", 1, 32).build(), Placement.cpu())) {
      session.save(checkpoint);
    }
    Path vocabularies = temporary.resolve("vocabularies");
    copy(export.resolve("assets"), vocabularies);
    Path base = temporary.resolve("base");
    TrainingSpec spec = Runs.spec(SHOP, "cgc", 1, 32).build();

    Path first = export(spec, checkpoint, vocabularies, base);
    assertThat(first).isEqualTo(base.resolve("1")).isDirectory();
    assertThatExceptionOfType(RunException.class)
        .isThrownBy(() -> export(spec, checkpoint, vocabularies, base))
        .withMessageContaining(first + ": expected no such file or directory yet");

    Files.writeString(vocabularies.resolve("seen.txt"), "item 100\n");
    Path other = temporary.resolve("other");
    assertThatExceptionOfType(RunException.class)
        .isThrownBy(() -> export(spec, checkpoint, vocabularies, other))
        .withMessageContaining("seen.txt: expected a vocabulary of sha256");
    assertThat(other).doesNotExist();
  }

  @Test
  void aCheckpointOfAnotherModelIsNotExportedAndNothingIsLeft() throws IOException {
    Path checkpoint = temporary.resolve("single");
    try (TrainingSession session =
        TrainingSession.open(Runs.spec(SHOP, "single-task", 1, 32).build(), Placement.cpu())) {
      session.save(checkpoint);
    }
    Path base = temporary.resolve("none");
    TrainingSpec spec = Runs.spec(SHOP, "cgc", 1, 32).build();
    assertThatExceptionOfType(RunException.class)
        .isThrownBy(() -> export(spec, checkpoint, export.resolve("assets"), base))
        .withMessageContaining(checkpoint + ": expected a whole checkpoint of this model");
    assertThat(base).isEmptyDirectory();
    Files.writeString(temporary.resolve("file"), "");
    assertThatExceptionOfType(RunException.class)
        .isThrownBy(
            () -> export(spec, checkpoint, export.resolve("assets"), temporary.resolve("file")))
        .withMessageContaining("cannot be written");
  }

  private static Path export(TrainingSpec spec, Path checkpoint, Path vocabularies, Path base) {
    return SavedModelExport.export(
        spec.getModel(), checkpoint, vocabularies, base, 1, Set.of(), Map.of());
  }

  private static ImmutableMap<String, Column> raw() {
    return RawColumns.of(result.spec().getModel(), SHOP, batch()).orElseThrow();
  }

  private static ImmutableMap<String, Column> encoded() {
    return EncodedColumns.of(result.spec().getModel(), batch());
  }

  private static Column column(Map<String, Column> columns, String name) {
    return Objects.requireNonNull(columns.get(name));
  }

  private static Batch batch() {
    Batch batch = SHOP.test().newBatch(ROWS);
    SHOP.test().read(Shuffle.identity(ROWS), 0, ROWS, batch);
    return batch;
  }

  private static void assertSame(Prediction found, Prediction expected) {
    assertThat(found.columns().keySet()).isEqualTo(expected.columns().keySet());
    for (String task : expected.columns().keySet()) {
      float[] values = expected.floats(task);
      assertThat(found.floats(task)).hasSize(values.length);
      for (int row = 0; row < values.length; row++) {
        assertThat(found.floats(task)[row]).isCloseTo(values[row], CLOSE);
      }
    }
  }

  /** A row as an example; values that are padding are left out, and so are missing ones. */
  private static Example example(Map<String, Column> columns, int row) {
    Features.Builder features = Features.newBuilder();
    columns.forEach(
        (name, column) -> {
          int width =
              column.shape().numDimensions() == 1 ? 1 : Math.toIntExact(column.shape().get(1));
          Feature.Builder feature = Feature.newBuilder();
          for (int i = row * width; i < (row + 1) * width; i++) {
            Column weights = columns.get(name + ".weights");
            float weight = weights == null ? 1 : weights.asFloats()[i];
            if (weight != 0) {
              add(feature, column, i);
            }
          }
          if (!name.equals("tags.weights")) { // an example of unweighted values has none
            features.putFeature(name, feature.build());
          }
        });
    return Example.newBuilder().setFeatures(features).build();
  }

  private static void add(Feature.Builder feature, Column column, int index) {
    switch (column.type()) {
      case FLOAT32 -> {
        float value = column.asFloats()[index];
        if (value != 0 || column.shape().numDimensions() == 1) {
          FloatList.Builder list = feature.getFloatList().toBuilder();
          feature.setFloatList(list.addValue(value));
        }
      }
      case INT64 -> {
        Int64List.Builder list = feature.getInt64List().toBuilder();
        long value = column.asLongs()[index];
        // In a bag, no value at all and an unknown one differ.
        feature.setInt64List(list.addValue(value == Long.MIN_VALUE ? 555 : value));
      }
      default -> {
        BytesList.Builder list = feature.getBytesList().toBuilder();
        feature.setBytesList(
            list.addValue(com.google.protobuf.ByteString.copyFrom(column.asByteStrings()[index])));
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : paths.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }
}

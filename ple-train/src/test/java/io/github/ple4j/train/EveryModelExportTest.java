package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.Floats;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.serve.Prediction;
import io.github.ple4j.serve.Predictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/** Of every architecture: an export predicts what the trainer evaluated, without noise. */
class EveryModelExportTest {
  private static final Offset<Double> CLOSE = Offset.offset(1e-6);
  private static final Offset<Double> FEW_PAIRS = Offset.offset(1e-3); // that rounding orders anew

  static List<String> names() {
    return DefaultModels.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void anExportPredictsWhatTheTrainerEvaluated(String model, @TempDir Path temporary)
      throws IOException {
    ShopData shop = model.equals("esmm") ? ShopData.conversions(200) : ShopData.of(200);
    Path run = temporary.resolve("run");
    TrainingSpec.Builder spec = Runs.spec(shop, model, 1, 40);
    spec.getLearningRateBuilder().setInitial(0.005);
    TrainingResult result;
    try (RunDirectory directory = RunDirectory.create(run)) {
      result =
          TrainingRun.run(
                  directory,
                  spec.build(),
                  shop,
                  Placement.cpu(),
                  EnumSet.of(SignatureKind.SERVING_DEFAULT, SignatureKind.ENCODED),
                  List.of(),
                  new TrainingListener() {})
              .orElseThrow();
    }
    Path export = run.resolve("export/1");
    assertNothingOfTraining(export);

    float[][] predictions = predict(export, result.spec().getModel(), shop);
    SplitPredictions gathered =
        new SplitPredictions(result.spec().getModel().getTasksList(), ShopData.HELD_OUT, false);
    gathered.addLabels(rows(shop), 0);
    for (int task = 0; task < predictions.length; task++) {
      System.arraycopy(predictions[task], 0, gathered.predictions()[task], 0, ShopData.HELD_OUT);
    }
    Evaluation found = gathered.evaluate();
    for (TaskMetrics expected : result.test().tasks()) {
      TaskMetrics metrics = found.task(expected.task());
      assertThat(metrics.rows()).isEqualTo(expected.rows());
      assertSame(metrics.auc(), expected.auc(), FEW_PAIRS);
      assertSame(metrics.logLoss(), expected.logLoss(), CLOSE);
      assertSame(metrics.meanSquaredError(), expected.meanSquaredError(), CLOSE);
      assertSame(metrics.calibration(), expected.calibration(), CLOSE);
    }
  }

  private static void assertSame(
      OptionalDouble found, OptionalDouble expected, Offset<Double> offset) {
    assertThat(found.isPresent()).isEqualTo(expected.isPresent());
    expected.ifPresent(value -> assertThat(found.orElseThrow()).isCloseTo(value, offset));
  }

  private static Batch rows(ShopData shop) {
    Batch batch = shop.test().newBatch(ShopData.HELD_OUT);
    shop.test().read(Shuffle.identity(ShopData.HELD_OUT), 0, ShopData.HELD_OUT, batch);
    return batch;
  }

  /** Of every task, twice: equal both times, and not the same for all rows. */
  private static float[][] predict(Path export, ModelSpec spec, ShopData shop) {
    try (Predictor predictor = Predictor.open(export)) {
      Prediction first = predictor.predict("encoded", EncodedColumns.of(spec, rows(shop)));
      Prediction second = predictor.predict("encoded", EncodedColumns.of(spec, rows(shop)));
      float[][] predictions = new float[spec.getTasksCount()][];
      for (int task = 0; task < predictions.length; task++) {
        String name = spec.getTasks(task).getName();
        predictions[task] = first.floats(name);
        assertThat(second.floats(name)).containsExactly(predictions[task], Offset.offset(1e-6f));
        assertThat(ImmutableSet.copyOf(Floats.asList(predictions[task]))).hasSizeGreaterThan(10);
      }
      return predictions;
    }
  }

  /** No noise, no policy, no temperature, and no loss of an architecture's own. */
  private static void assertNothingOfTraining(Path export) throws IOException {
    GraphDef graph =
        SavedModel.parseFrom(Files.readAllBytes(export.resolve("saved_model.pb")))
            .getMetaGraphs(0)
            .getGraphDef();
    List<NodeDef> nodes =
        Stream.concat(
                graph.getNodeList().stream(),
                graph.getLibrary().getFunctionList().stream()
                    .flatMap(function -> function.getNodeDefList().stream()))
            .toList();
    assertThat(nodes).filteredOn(node -> node.getOp().equals("MatMul")).isNotEmpty();
    assertThat(nodes)
        .extracting(NodeDef::getOp)
        .noneMatch(op -> op.contains("Random") || op.equals("LogSoftmax"));
    assertThat(nodes)
        .extracting(NodeDef::getName)
        .doesNotContain("step")
        .noneMatch(
            name -> name.matches("(.*/)?(noise|orthogonality|policies|temperature|loss)/.*"));
    // The sum over switches is of the loss alone; routes have sums of several terms.
    assertThat(nodes)
        .filteredOn(node -> node.getName().matches("(.*/)?level_[0-9]+/routes/.*"))
        .extracting(NodeDef::getOp)
        .doesNotContain("Sum");
  }
}

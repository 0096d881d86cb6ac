package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.HashMultimap;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.SetMultimap;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.graph.BatchNormalization;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.graph.SpecException;
import io.github.ple4j.graph.Variable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Training on several devices, which are virtual CPUs here, is that on one. */
class ReplicasTest {
  private static final int ROWS = 38; // does not divide by four
  private static final List<String> PLACEMENTS =
      List.of("cpu:0,cpu:1", "cpu:1,cpu:2,cpu:3,cpu:4,embeddings=cpu:0");

  static Stream<String> models() {
    return DefaultModels.names().stream();
  }

  private static ShopData data(String model) {
    return model.equals("esmm") ? ShopData.conversions(200) : ShopData.of(200);
  }

  private static TrainingSpec.Builder sgd(ShopData data, String model) {
    TrainingSpec.Builder spec = Runs.spec(data, model, 1, ROWS).setThreads(1);
    spec.getOptimizerBuilder().setSgd(Sgd.getDefaultInstance());
    return spec;
  }

  private static TrainingSession open(TrainingSpec.Builder spec, String placement) {
    return TrainingSession.open(spec.build(), Placement.parse(placement));
  }

  private static Batch batch(ShopData data, int first, int rows) {
    Batch batch = data.train().newBatch(rows);
    data.train().read(Shuffle.identity(first + rows), first, rows, batch);
    return batch;
  }

  /** Gradients of the first step by variable, of a table by row. */
  private static ImmutableMap<String, Map<Integer, Float>> gradients(
      TrainingSpec.Builder spec, String placement, Batch batch) {
    try (TrainingSession session = open(spec, placement);
        BatchTensors tensors = session.trainingTensors(batch)) {
      List<Parameter> parameters = session.training().gradients().keySet().asList();
      List<Operand<?>> fetches = new ArrayList<>(session.training().gradients().values());
      parameters.forEach(p -> p.lookup().ifPresent(lookup -> fetches.add(lookup.uniqueIds())));
      ImmutableMap.Builder<String, Map<Integer, Float>> gradients = ImmutableMap.builder();
      try (Result result = session.fetch(tensors, fetches)) {
        int next = parameters.size();
        for (int i = 0; i < parameters.size(); i++) {
          Map<Integer, Float> byPlace = new LinkedHashMap<>();
          TFloat32 values = (TFloat32) result.get(i);
          boolean table = parameters.get(i).lookup().isPresent();
          TInt32 ids = table ? (TInt32) result.get(next++) : null;
          int width = table ? Math.toIntExact(values.shape().get(1)) : 0;
          int[] at = {0};
          values
              .scalars()
              .forEach(
                  value -> {
                    int place =
                        ids == null ? at[0] : ids.getInt(at[0] / width) * width + at[0] % width;
                    byPlace.put(place, value.getFloat());
                    at[0]++;
                  });
          gradients.put(parameters.get(i).variable().name(), byPlace);
        }
      }
      return gradients.buildOrThrow();
    }
  }

  /** Of gradients, whose rounding is that of the largest of a variable. */
  private static double millionth(Collection<Float> values) {
    return 1e-6 * Math.max(1, values.stream().mapToDouble(Math::abs).max().orElse(1));
  }

  private static void assertSame(
      Map<String, Map<Integer, Float>> found,
      Map<String, Map<Integer, Float>> expected,
      ToDoubleFunction<Collection<Float>> tolerance) {
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, values) -> {
          Map<Integer, Float> others = found.getOrDefault(name, Map.of());
          assertThat(others.keySet()).as(name).isEqualTo(values.keySet());
          double allowed = tolerance.applyAsDouble(values.values());
          values.forEach(
              (place, value) ->
                  assertThat(Math.abs(others.getOrDefault(place, Float.NaN) - value))
                      .as("%s at %s: %s", name, place, value)
                      .isLessThanOrEqualTo((float) allowed));
        });
  }

  @Test
  void partsOfTheTestsBatchesHaveUnequalSampleSpaces() {
    Batch batch = batch(ShopData.of(200), 0, ROWS);
    for (int parts : new int[] {2, 4}) {
      for (int task = 1; task < 3; task++) {
        SetMultimap<Integer, Float> counts = HashMultimap.create(); // by a part's rows
        for (int part = 0; part < parts; part++) {
          int first = ROWS * part / parts;
          int end = ROWS * (part + 1) / parts;
          float count = 0;
          for (int row = first; row < end; row++) {
            count += batch.mask(task)[row];
          }
          counts.put(end - first, count);
        }
        assertThat(counts.asMap())
            .as("samples of task %s, in parts of equal size", task)
            .anySatisfy((rows, samples) -> assertThat(samples).hasSizeGreaterThan(1));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void gradientsOfTheFirstStepAreThoseOfOneDevice(String model) {
    ShopData data = data(model);
    TrainingSpec.Builder spec = sgd(data, model);
    Batch batch = batch(data, 0, ROWS);
    ImmutableMap<String, Map<Integer, Float>> expected = gradients(spec, "cpu", batch);
    for (String placement :
        List.of(
            "cpu:0,cpu:1", "cpu:1,embeddings=cpu:0", "cpu:1,cpu:2,cpu:3,cpu:4,embeddings=cpu:0")) {
      assertSame(gradients(spec, placement, batch), expected, ReplicasTest::millionth);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aBatchMayHaveFewerRowsThanThereAreDevices(int rows) {
    ShopData data = ShopData.of(200);
    TrainingSpec.Builder spec = sgd(data, "ple");
    Batch batch = batch(data, 5, rows);

    assertSame(
        gradients(spec, "cpu:0,cpu:1,cpu:2,cpu:3", batch),
        gradients(spec, "cpu", batch),
        ReplicasTest::millionth);
  }

  /** Values of all variables after some steps, flat, and the losses of the steps. */
  private record Trained(Map<String, Map<Integer, Float>> values, List<Double> losses) {}

  private static Trained train(
      TrainingSpec.Builder spec, String placement, ShopData data, float rate) {
    List<Double> losses = new ArrayList<>();
    try (TrainingSession session = open(spec, placement)) {
      for (int step = 0; step < 50; step++) {
        try (BatchTensors tensors = session.trainingTensors(batch(data, step * 3, ROWS))) {
          losses.add(session.step(tensors, rate).total());
        }
      }
      return new Trained(values(session), losses);
    }
  }

  private static Map<String, Map<Integer, Float>> values(TrainingSession session) {
    Map<String, Map<Integer, Float>> values = new LinkedHashMap<>();
    try (Snapshot snapshot = session.snapshot(session.model().variables())) {
      for (Map.Entry<Variable, Tensor> entry : snapshot.values().entrySet()) {
        Map<Integer, Float> flat = new LinkedHashMap<>();
        ((TFloat32) entry.getValue())
            .scalars()
            .forEach(value -> flat.put(flat.size(), value.getFloat()));
        values.put(entry.getKey().name(), flat);
      }
    }
    return values;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ple", "routing-network"})
  void weightsAfterFiftyStepsOfDescentAreThoseOfOneDevice(String model) {
    ShopData data = ShopData.of(200);
    TrainingSpec.Builder spec = sgd(data, model);
    Trained expected = train(spec, "cpu", data, 0.005f);
    for (String placement : PLACEMENTS) {
      assertSame(train(spec, placement, data, 0.005f).values(), expected.values(), values -> 1e-5);
    }
  }

  @Test
  void lossesUnderAdamAreThoseOfOneDevice() {
    ShopData data = ShopData.of(200);
    TrainingSpec.Builder spec = Runs.spec(data, "ple", 1, ROWS).setThreads(1);
    List<Double> expected = train(spec, "cpu", data, 0.002f).losses();
    assertThat(expected.get(49)).isLessThan(0.9 * expected.get(0));
    for (String placement : PLACEMENTS) {
      List<Double> found = train(spec, placement, data, 0.002f).losses();
      for (int step = 0; step < 50; step++) {
        assertThat(Math.abs(found.get(step) - expected.get(step))).isLessThan(1e-4);
      }
    }
  }

  static List<TrainingSpec.Builder> rules() {
    ShopData data = ShopData.of(200);
    TrainingSpec.Builder projected = sgd(data, "ple");
    projected.getPcgradBuilder().setSeed(3);
    TrainingSpec.Builder norms = sgd(data, "ple");
    norms.getWeightingBuilder().getGradNormBuilder().setAlpha(1.5).setLearningRate(0.025);
    TrainingSpec.Builder uncertainty = sgd(data, "mmoe");
    uncertainty.getWeightingBuilder().setUncertainty(UncertaintyWeights.getDefaultInstance());
    TrainingSpec.Builder dropout = sgd(data, "gumbel-matrix");
    dropout.getModelBuilder().setDropout(0.3);
    TrainingSpec.Builder clipped = sgd(data, "cgc").setClipNorm(0.1);
    clipped.getRegularizationBuilder().setL2Dense(0.01).setL2Embeddings(0.01);
    return List.of(projected, norms, uncertainty, dropout, clipped);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void whatIsMadeOfGradientsIsThatOfOneDevice(TrainingSpec.Builder spec) {
    ShopData data = ShopData.of(200);
    Trained expected = train(spec, "cpu", data, 0.02f);
    assertSame(
        train(spec, "cpu:0,cpu:1,cpu:2,embeddings=cpu:3", data, 0.02f).values(),
        expected.values(),
        values -> 1e-5);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1 << 20})
  void aRunWhoseDataAreCopiedAheadOrHeldOnTheDeviceIsTheSame(long heldBytes) {
    Dataset data = Runs.synthetic(700);
    TrainingSpec spec = Runs.spec(data, "ple", 3, 64).setThreads(1).build();
    Runs.Recorder expected = new Runs.Recorder();
    TrainingResult onHost = Trainer.train(spec, data, Placement.cpu(), expected);
    for (String placement : List.of("cpu:1", "cpu:1,cpu:2")) {
      Runs.Recorder found = new Runs.Recorder();
      TrainingResult result =
          Trainer.train(spec, data, Placement.parse(placement).withHeldBytes(heldBytes), found);
      assertThat(found.losses).hasSameSizeAs(expected.losses);
      for (int step = 0; step < found.losses.size(); step++) {
        assertThat(found.losses.get(step))
            .isCloseTo(expected.losses.get(step), Offset.offset(1e-4));
      }
      assertThat(result.test().tasks().get(0).meanSquaredError().orElseThrow())
          .isCloseTo(
              onHost.test().tasks().get(0).meanSquaredError().orElseThrow(), Offset.offset(1e-4));
    }
  }

  @Test
  void whatIsHeldFitsAndHasNoBags() {
    Dataset dense = Runs.synthetic(700);
    ShopData bags = ShopData.of(200);
    long bytes = 600 * (6 + 2 * 2) * (long) Float.BYTES; // features, labels and weights
    Placement placement = Placement.parse("cpu:1").withHeldBytes(bytes);
    try (TrainingSession enough =
            TrainingSession.open(Runs.spec(dense, "mmoe", 1, 9).build(), placement);
        TrainingSession less =
            TrainingSession.open(
                Runs.spec(dense, "mmoe", 1, 9).build(), placement.withHeldBytes(bytes - 1));
        TrainingSession onHost =
            TrainingSession.open(
                Runs.spec(dense, "mmoe", 1, 9).build(), Placement.cpu().withHeldBytes(bytes));
        TrainingSession ofBags =
            TrainingSession.open(Runs.spec(bags, "mmoe", 1, 9).build(), placement)) {
      assertThat(dense.train().size()).isEqualTo(600);
      assertThat(enough.hold(dense.train())).isTrue();
      assertThat(less.hold(dense.train())).isFalse();
      assertThat(onHost.hold(dense.train())).isFalse();
      assertThat(ofBags.hold(bags.train())).isFalse();
    }
  }

  @Test
  void strictPlacementRefusesADeviceThatIsNotThere() {
    TrainingSpec.Builder spec = sgd(ShopData.of(200), "hard-sharing");
    Placement gpu = Placement.parse("gpu:7");

    TrainingSession.open(spec.build(), gpu).close();
    assertThatThrownBy(() -> TrainingSession.open(spec.build(), gpu.withStrict(true)).close())
        .hasMessageContaining("GPU:7");
  }

  @Test
  void batchNormalizationOnSeveralDevicesIsRefused() {
    TrainingSpec.Builder spec = sgd(ShopData.of(200), "ple");
    spec.getModelBuilder().setBatchNormalization(BatchNormalization.getDefaultInstance());

    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(() -> open(spec, "cpu:0,cpu:1").close())
        .withMessage(
            "batch_normalization: expected one device, as every device would see the mean of its"
                + " part of a batch only, found cpu:0,cpu:1");
  }

  @Test
  void aCheckpointOfSeveralDevicesGoesOnOnOne(@TempDir Path directory) {
    ShopData data = ShopData.of(200);
    TrainingSpec.Builder spec = Runs.spec(data, "ple", 1, ROWS);
    Path checkpoint = directory.resolve("checkpoint");
    try (TrainingSession several = open(spec, "cpu:0,cpu:1");
        TrainingSession one = open(spec, "cpu");
        BatchTensors ofSeveral = several.trainingTensors(batch(data, 0, ROWS));
        BatchTensors ofOne = one.trainingTensors(batch(data, 0, ROWS))) {
      several.step(ofSeveral, 0.01f);
      several.save(checkpoint);
      one.restore(checkpoint);
      assertThat(values(one)).isEqualTo(values(several));
      double loss = one.step(ofOne, 0.01f).total();
      assertThat(several.step(ofSeveral, 0.01f).total()).isCloseTo(loss, Offset.offset(1e-5));
      float[][] predictions = new float[3][ROWS];
      float[][] others = new float[3][ROWS];
      several.predict(ofSeveral, predictions, 0);
      one.predict(ofOne, others, 0);
      for (int task = 0; task < 3; task++) {
        for (int row = 0; row < ROWS; row++) {
          // After a step of Adam; of a regression, where predictions have no bound.
          float close = 1e-5f * Math.max(1, Math.abs(others[task][row]));
          assertThat(predictions[task][row])
              .as("row %d of task %d", row, task)
              .isCloseTo(others[task][row], Offset.offset(close));
        }
      }
    }
  }
}

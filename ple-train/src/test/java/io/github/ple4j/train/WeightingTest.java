package io.github.ple4j.train;

import static io.github.ple4j.train.NumbersClose.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.graph.SingleTask;
import io.github.ple4j.graph.SpecException;
import io.github.ple4j.train.TwoTaskReference.Loss;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forty steps of every weighting, against the same in plain Java and double precision. */
class WeightingTest {
  private static final int STEPS = 40;
  private static final float RATE = 0.05f;

  @Test
  void staticWeightsDecayByStepsOrEpochs() {
    TrainingSpec.Builder spec = TwoTaskReference.training();
    StaticWeights.Builder weights = spec.getWeightingBuilder().getStaticWeightsBuilder();
    weights.putInitial("time", 2).putDecay("time", 0.9).putDecay("click", 1.1);
    ImmutableList<ImmutableList<Double>> twoEpochs =
        ImmutableList.of(ImmutableList.of(1.0, 1.0), ImmutableList.of(1.0, 1.0));

    StaticWeighting byEpoch = new StaticWeighting(weights.build(), spec.getModel().getTasksList());
    StaticWeighting byStep =
        new StaticWeighting(
            weights.setClock(StaticWeights.Clock.STEPS).build(), spec.getModel().getTasksList());

    assertThat(byEpoch.scheduled(100, ImmutableList.of())).containsExactly(1, 2);
    assertClose(byEpoch.scheduled(100, twoEpochs), new double[] {1.21, 1.62}, 1e-6, "epochs");
    assertClose(byStep.scheduled(3, twoEpochs), new double[] {1.331, 1.458}, 1e-6, "steps");
  }

  @Test
  void staticWeightsOfTheStepReachTheUpdate() {
    run(
        spec -> {
          StaticWeights.Builder weights = spec.getWeightingBuilder().getStaticWeightsBuilder();
          weights.putInitial("time", 2).putDecay("time", 0.9).setClock(StaticWeights.Clock.STEPS);
        },
        (step, reference, click, time, found) -> {
          double weight = 2 * Math.pow(0.9, step);
          assertClose(found.weights().get(1), weight, 1e-5, "weight");
          assertClose(found.total(), click.value() + weight * time.value(), 2e-4, "total");
          reference.descend(RATE, click, 1, time, weight);
        });
  }

  @Test
  void uncertaintyTrainsLogVariancesWithTheModel() {
    double[] s = new double[2];
    run(
        spec -> spec.getWeightingBuilder().setUncertainty(UncertaintyWeights.getDefaultInstance()),
        (step, reference, click, time, found) -> {
          double ofClick = Math.exp(-s[0]);
          double ofTime = Math.exp(-s[1]) / 2;
          assertClose(found.weights().get(0), ofClick, 1e-4, "weight of click");
          assertClose(found.weights().get(1), ofTime, 1e-4, "weight of time");
          double total = ofClick * click.value() + ofTime * time.value() + (s[0] + s[1]) / 2;
          assertClose(found.total(), total, 2e-4, "total");
          reference.descend(RATE, click, ofClick, time, ofTime);
          s[0] -= RATE * (0.5 - ofClick * click.value());
          if (step % 5 != 4) { // else there is no sample of time
            s[1] -= RATE * (0.5 - ofTime * time.value());
          }
        });
    assertThat(Math.abs(s[0]) + Math.abs(s[1])).isGreaterThan(0.1);
  }

  @Test
  void dynamicWeightAverageFollowsTheRatiosOfEpochs() {
    DynamicWeightAverageWeighting weighting =
        new DynamicWeightAverageWeighting(
            DynamicWeightAverage.newBuilder().setTemperature(2).build(), 2);
    ImmutableList<Double> first = ImmutableList.of(1.0, 0.5);
    ImmutableList<Double> second = ImmutableList.of(0.6, 0.45);
    ImmutableList<Double> withoutTime = ImmutableList.of(0.3, Double.NaN);

    assertThat(weighting.scheduled(9, ImmutableList.of())).containsExactly(1, 1);
    assertThat(weighting.scheduled(9, ImmutableList.of(first))).containsExactly(1, 1);
    double a = Math.exp(0.6 / 2);
    double b = Math.exp(0.9 / 2);
    assertClose(
        weighting.scheduled(9, ImmutableList.of(first, second)),
        new double[] {2 * a / (a + b), 2 * b / (a + b)},
        1e-6,
        "third epoch");
    double c = Math.exp(0.5 / 2);
    double d = Math.exp(1 / 2.0);
    assertClose(
        weighting.scheduled(9, ImmutableList.of(first, second, withoutTime)),
        new double[] {2 * c / (c + d), 2 * d / (c + d)},
        1e-6,
        "an epoch without a task");
  }

  @Test
  void gradNormMovesWeightsTowardsEqualTrainingRates() {
    double[] w = {1, 1};
    double[] first = {0, 0};
    run(
        spec -> spec.getWeightingBuilder().getGradNormBuilder().setAlpha(1.5).setLearningRate(0.03),
        (step, reference, click, time, found) -> {
          assertClose(found.weights().get(0), w[0], 1e-3, "weight of click in step " + step);
          assertClose(found.weights().get(1), w[1], 1e-3, "weight of time in step " + step);
          reference.descend(RATE, click, w[0], time, w[1]);
          if (step % 5 == 4) {
            first[0] = first[0] == 0 ? click.value() : first[0];
            return; // click alone has nobody to be compared with, and keeps its weight
          }
          double[] norms = {
            click.norm(0, TwoTaskReference.SHARED_WEIGHTS),
            time.norm(0, TwoTaskReference.SHARED_WEIGHTS)
          };
          double[] losses = {click.value(), time.value()};
          double[] rates = new double[2];
          for (int k = 0; k < 2; k++) {
            first[k] = first[k] == 0 ? losses[k] : first[k];
            rates[k] = losses[k] / first[k];
          }
          double meanRate = (rates[0] + rates[1]) / 2;
          double meanNorm = (w[0] * norms[0] + w[1] * norms[1]) / 2;
          double[] moved = new double[2];
          for (int k = 0; k < 2; k++) {
            double target = meanNorm * Math.pow(rates[k] / meanRate, 1.5);
            moved[k] = Math.max(0, w[k] - 0.03 * Math.signum(w[k] * norms[k] - target) * norms[k]);
          }
          double sum = moved[0] + moved[1];
          w[0] = moved[0] * 2 / sum;
          w[1] = moved[1] * 2 / sum;
        });
    assertThat(Math.abs(w[0] - 1)).isGreaterThan(0.02);
    assertClose(w[0] + w[1], 2, 1e-9, "sum");
  }

  @Test
  void pcgradProjectsConflictingGradientsOfWhatIsSharedOnly() {
    int[] conflicts = {0};
    run(
        spec -> {
          spec.getPcgradBuilder().setSeed(5);
          spec.getWeightingBuilder().getStaticWeightsBuilder().putInitial("time", 1.5);
        },
        (step, reference, click, time, found) -> {
          double dot = 0;
          for (int i = 0; i < TwoTaskReference.SHARED; i++) {
            dot += click.gradient().get(i) * 1.5 * time.gradient().get(i);
          }
          double[] change = new double[TwoTaskReference.SIZE];
          double clickSquare = Math.pow(click.norm(0, TwoTaskReference.SHARED), 2);
          double timeSquare = Math.pow(1.5 * time.norm(0, TwoTaskReference.SHARED), 2);
          for (int i = 0; i < change.length; i++) {
            double c = click.gradient().get(i);
            double t = 1.5 * time.gradient().get(i);
            change[i] = c + t;
            if (dot < 0 && i < TwoTaskReference.SHARED) {
              change[i] -= dot / timeSquare * t + dot / clickSquare * c;
            }
          }
          conflicts[0] += dot < 0 ? 1 : 0;
          for (int i = 0; i < change.length; i++) {
            reference.values[i] -= RATE * change[i];
          }
        });
    assertThat(conflicts[0]).isBetween(3, STEPS - 3);
  }

  @Test
  void projectionOrdersAreAllOtherTasksInAnOrderOfSeedAndStep() {
    boolean differ = false;
    int[] first = GradientProjection.order(7, 0, 4);
    for (int step = 0; step < 20; step++) {
      int[] order = GradientProjection.order(7, step, 4);
      assertThat(order).isEqualTo(GradientProjection.order(7, step, 4));
      for (int task = 0; task < 4; task++) {
        int[] others = Arrays.copyOfRange(order, task * 3, task * 3 + 3);
        Arrays.sort(others);
        int[] expected = new int[3];
        for (int i = 0; i < 3; i++) {
          expected[i] = i < task ? i : i + 1;
        }
        assertThat(others).isEqualTo(expected);
      }
      differ |= !Arrays.equals(order, first);
    }
    assertThat(differ).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"uncertainty", "dynamic_weight_average", "grad_norm", "pcgrad"})
  void tasksThatShareNothingHaveStaticWeightsOnly(String what) {
    TrainingSpec.Builder spec = TwoTaskReference.training();
    spec.getModelBuilder().setSingleTask(SingleTask.newBuilder().addUnits(3));
    switch (what) {
      case "uncertainty" ->
          spec.getWeightingBuilder().setUncertainty(UncertaintyWeights.getDefaultInstance());
      case "dynamic_weight_average" ->
          spec.getWeightingBuilder().getDynamicWeightAverageBuilder().setTemperature(2);
      case "grad_norm" -> spec.getWeightingBuilder().getGradNormBuilder().setLearningRate(0.1);
      default -> spec.getPcgradBuilder().setSeed(1);
    }

    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(() -> TrainingSession.open(spec.build(), Placement.cpu()).close())
        .withMessageContaining("share nothing");
  }

  @Test
  void gradNormWantsASharedLayer() {
    TrainingSpec.Builder spec =
        LinearModel.training(OptimizerSpec.newBuilder().setSgd(Sgd.getDefaultInstance()).build());
    spec.getWeightingBuilder().getGradNormBuilder().setLearningRate(0.1);

    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(() -> TrainingSession.open(spec.build(), Placement.cpu()).close())
        .withMessageContaining(
            "weighting.grad_norm: expected a model whose tasks all read a shared layer");
  }

  /** What the reference does in a step. */
  private interface Step {
    void run(int step, TwoTaskReference reference, Loss click, Loss time, StepLoss found);
  }

  private static void run(Consumer<TrainingSpec.Builder> change, Step expected) {
    TrainingSpec.Builder spec = TwoTaskReference.training();
    change.accept(spec);
    try (TrainingSession session = TrainingSession.open(spec.build(), Placement.cpu())) {
      TwoTaskReference reference = new TwoTaskReference(session.denseValues());
      for (int step = 0; step < STEPS; step++) {
        Batch batch = TwoTaskReference.batch(step);
        Loss click = reference.loss(batch, 0);
        Loss time = reference.loss(batch, 1);
        try (BatchTensors tensors = session.trainingTensors(batch)) {
          StepLoss found = session.step(tensors, RATE);
          assertClose(found.tasks().get(0), click.value(), 2e-4, "click in step " + step);
          assertClose(found.tasks().get(1), time.value(), 2e-4, "time in step " + step);
          expected.run(step, reference, click, time, found);
        }
      }
      TwoTaskReference found = new TwoTaskReference(session.denseValues());
      for (int i = 0; i < TwoTaskReference.SIZE; i++) {
        assertClose(found.values[i], reference.values[i], 5e-4, "number " + i);
      }
    }
  }
}

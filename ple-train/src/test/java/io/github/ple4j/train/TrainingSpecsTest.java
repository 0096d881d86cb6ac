package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.TextFormat;
import io.github.ple4j.graph.Esmm;
import io.github.ple4j.graph.SpecException;
import io.github.ple4j.graph.TaskSpec;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class TrainingSpecsTest {
  private static final TrainingSpec VALID =
      LinearModel.training(
              OptimizerSpec.newBuilder()
                  .setAdam(Adam.newBuilder().setBeta1(0.9).setBeta2(0.999).setEpsilon(1e-8))
                  .build())
          .build();

  @Test
  void acceptsEveryOptimizerAndSchedule() {
    assertAccepted(spec -> {});
    assertAccepted(spec -> spec.getOptimizerBuilder().setSgd(Sgd.getDefaultInstance()));
    assertAccepted(spec -> adagrad(spec, 0.1));
    assertAccepted(spec -> spec.getLearningRateBuilder().setCosine(Cosine.getDefaultInstance()));
    assertAccepted(spec -> spec.getStoppingBuilder().setMaxSteps(3));
    assertAccepted(spec -> weights(spec).putInitial("click", 0).putInitial("click_time", 2.5));
    assertAccepted(spec -> adam(spec).setBeta1(0).setBeta2(0));
  }

  @Test
  void refusesSizesThatAreNotPositive() {
    assertRefused(
        TrainingSpec.Builder::clearBatchSize, "batch_size: expected 1 to 2147483647, found ");
    assertRefused(spec -> spec.setBatchSize(-1), "batch_size: expected 1 to 2147483647, found ");
    assertRefused(TrainingSpec.Builder::clearThreads, "threads: expected 1 to 2147483647, found ");
    assertRefused(
        TrainingSpec.Builder::clearStopping, "stopping.epochs: expected 1 to 2147483647, found ");
    assertRefused(
        spec -> spec.getStoppingBuilder().setMaxSteps(-1),
        "stopping.max_steps: expected a number of steps from 0, found -1");
  }

  @Test
  void refusesARateThatIsNotAPositiveNumber() {
    for (double rate :
        new double[] {0, -0.1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      assertRefused(
          spec -> spec.getLearningRateBuilder().setInitial(rate),
          "learning_rate.initial: expected a positive number, found " + rate);
    }
  }

  @Test
  void refusesOptimizersThatCannotWork() {
    assertRefused(
        TrainingSpec.Builder::clearOptimizer,
        "optimizer: expected sgd, adagrad, adam, adamw or ftrl, found none");
    assertRefused(
        spec -> adagrad(spec, 0),
        "optimizer.adagrad.initial_accumulator: expected a positive number, found 0.0");
    assertRefused(
        spec -> adam(spec).setBeta1(1),
        "optimizer.adam.beta1: expected a number from 0 to below 1, found 1.0");
    assertRefused(
        spec -> adam(spec).setBeta2(-0.5),
        "optimizer.adam.beta2: expected a number from 0 to below 1, found -0.5");
    assertRefused(
        spec -> adam(spec).setBeta2(Double.NaN),
        "optimizer.adam.beta2: expected a number from 0 to below 1, found NaN");
    assertRefused(
        spec -> adam(spec).setEpsilon(0),
        "optimizer.adam.epsilon: expected a positive number, found 0.0");
  }

  @Test
  void refusesWeightsOfNoTaskAndNegativeOnes() {
    // A prefix of a task's name is not its name.
    assertRefused(
        spec -> weights(spec).putInitial("click_t", 1),
        "weighting.static_weights.initial[\"click_t\"]: expected one of the tasks");
    for (double weight : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertRefused(
          spec -> weights(spec).putInitial("click", weight),
          "weighting.static_weights.initial[\"click\"]: expected a number that is not negative, found "
              + weight);
    }
  }

  @Test
  void refusesAnInvalidModelByTheModelsOwnPath() {
    assertRefused(spec -> spec.getModelBuilder().clearTasks(), "tasks: expected at least one task");
    assertRefused(spec -> spec.getModelBuilder().clearHardSharing(), "architecture: expected one");
  }

  @Test
  void refusesWeightsOfPositivesOfEsmm() {
    for (String task : List.of("click", "buy")) {
      assertRefused(
          spec -> {
            spec.getModelBuilder()
                .clearTasks()
                .addTasks(TaskSpec.newBuilder().setName("click"))
                .addTasks(TaskSpec.newBuilder().setName("buy"))
                .setEsmm(Esmm.getDefaultInstance());
            spec.clearWeighting().putPositiveWeights(task, 2);
          },
          "positive_weights[\"" + task + "\"]: expected none with esmm");
    }
  }

  @Test
  void textIsReadBackToTheSameSpec() throws Exception {
    TrainingSpec spec =
        VALID.toBuilder()
            .setOrderSeed(-1)
            .putPositiveWeights("click", 0.1)
            .setData(DataSpec.newBuilder().setName("é").putProvenance("a", "b \"c\"\n"))
            .build();
    String text = TrainingSpecs.toText(spec);

    assertThat(text).contains("name: \"é\"").contains("hard_sharing");
    assertThat(TextFormat.parse(text, TrainingSpec.class)).isEqualTo(spec);
  }

  private static StaticWeights.Builder weights(TrainingSpec.Builder spec) {
    return spec.getWeightingBuilder().getStaticWeightsBuilder();
  }

  private static Adam.Builder adam(TrainingSpec.Builder spec) {
    return spec.getOptimizerBuilder().getAdamBuilder();
  }

  private static void adagrad(TrainingSpec.Builder spec, double accumulator) {
    spec.getOptimizerBuilder().setAdagrad(Adagrad.newBuilder().setInitialAccumulator(accumulator));
  }

  private static void assertAccepted(Consumer<TrainingSpec.Builder> change) {
    TrainingSpec.Builder spec = VALID.toBuilder();
    change.accept(spec);
    assertThatCode(() -> TrainingSpecs.validate(spec.build())).doesNotThrowAnyException();
  }

  private static void assertRefused(Consumer<TrainingSpec.Builder> change, String message) {
    TrainingSpec.Builder spec = VALID.toBuilder();
    change.accept(spec);
    assertThatExceptionOfType(SpecException.class)
        .as("%s", message)
        .isThrownBy(() -> TrainingSpecs.validate(spec.build()))
        .withMessageStartingWith(message);
  }
}

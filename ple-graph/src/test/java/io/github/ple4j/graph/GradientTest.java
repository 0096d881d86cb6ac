package io.github.ple4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ple4j.graph.ModelSpec.ArchitectureCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Gradients of models of random specs against central differences of the forward pass in plain
 * Java, in double precision and with activations that have no kinks.
 */
class GradientTest {
  private static final int SPECS = 12;
  private static final double STEP = 1e-5;

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"ARCHITECTURE_NOT_SET", "GUMBEL_MATRIX"}) // whose choices have gradients in training
  void directionalDerivativesAreThoseOfTheEquations(ArchitectureCase architecture) {
    for (int seed = 0; seed < SPECS; seed++) {
      RandomSpecs random = new RandomSpecs(100 + seed);
      Activation activation = seed % 2 == 0 ? Activation.TANH : Activation.SOFTPLUS;
      ModelSpec spec = random.spec(architecture, activation);
      try (ModelSession session = ModelSession.of(spec)) {
        VariableValues values = session.randomize(seed);
        Batch batch = random.batch(spec, seed % 3 == 0 ? 1 : 4);
        check(session, batch, values, Map.of(), new Random(seed));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ARCHITECTURE_NOT_SET")
  void noiseIsAConstantOfTheGradients(ArchitectureCase architecture) {
    int noisy = 0;
    for (int seed = 0; seed < SPECS; seed++) {
      RandomSpecs random = new RandomSpecs(300 + seed);
      ModelSpec plain = random.spec(architecture, Activation.TANH);
      ModelSpec spec = seed % 2 == 0 ? plain : random.withDepartures(plain);
      try (ModelSession session = ModelSession.of(spec, Mode.TRAINING, Placement.cpu())) {
        VariableValues values = session.randomize(seed);
        session.setStep(seed);
        Batch batch = random.batch(spec, 4);
        Map<String, float[]> noise = noise(session, batch, values);
        noisy += noise.isEmpty() ? 0 : 1;
        check(session, batch, values, noise, new Random(seed));
      }
    }
    assertThat(noisy).isGreaterThan(2);
  }

  /** By place the noise that it drew, and by place and "anchor" the logits of a choice. */
  private static Map<String, float[]> noise(
      ModelSession session, Batch batch, VariableValues values) {
    Map<String, float[]> noise = DrawnNoise.of(session, batch);
    for (String name : values.names()) {
      if (name.endsWith("/choice/logits")) {
        double[] logits = values.get(name);
        float[] anchor = new float[logits.length];
        for (int i = 0; i < anchor.length; i++) {
          anchor[i] = (float) logits[i];
        }
        noise.put(name.replace("/logits", "/anchor"), anchor);
      }
    }
    return noise;
  }

  private static void check(
      ModelSession session,
      Batch batch,
      VariableValues values,
      Map<String, float[]> noise,
      Random random) {
    ModelSpec spec = session.model().spec();
    List<Operand<TFloat32>> outputs = new ArrayList<>(session.heads());
    outputs.addAll(session.predictions());
    List<float[]> factors = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      factors.add(factors(random, batch.size()));
    }
    Map<String, double[]> gradients =
        new OutputGradients(session, outputs, name -> !isPolicy(name)).run(batch, factors);
    assertThat(gradients.keySet())
        .containsExactlyElementsOf(
            session.trainable().stream().filter(n -> !isPolicy(n)).sorted().toList());
    gradients.forEach(
        (name, gradient) -> {
          double[] direction = random.doubles(gradient.length, -1, 1).toArray();
          double above =
              weightedSum(session, batch, values.moved(name, direction, STEP), noise, factors);
          double below =
              weightedSum(session, batch, values.moved(name, direction, -STEP), noise, factors);
          double slope = 0;
          double scale = 1;
          for (int i = 0; i < gradient.length; i++) {
            slope += gradient[i] * direction[i];
            scale += Math.abs(gradient[i] * direction[i]);
          }
          assertThat(slope)
              .as("%s", name + " of\n" + ModelSpecs.toText(spec))
              .isCloseTo((above - below) / (2 * STEP), within(2e-5 * scale));
        });
  }

  /** The logits of a policy have no gradient of outputs: only what it chose is in them. */
  private static boolean isPolicy(String name) {
    return name.endsWith("/policy/logits");
  }

  /** The sum, over tasks and rows, of heads and then of predictions, each by its factor. */
  private static double weightedSum(
      ModelSession session,
      Batch batch,
      VariableValues values,
      Map<String, float[]> noise,
      List<float[]> factors) {
    ModelSpec spec = session.model().spec();
    ReferenceModel.Result result =
        session.model().step().isPresent()
            ? ReferenceModel.forward(spec, batch, values, noise, session.step())
            : ReferenceModel.forward(spec, batch, values);
    int tasks = spec.getTasksCount();
    double sum = 0;
    for (int k = 0; k < tasks; k++) {
      boolean binary = spec.getTasks(k).getKind() == TaskSpec.Kind.BINARY;
      double[] heads = result.output(spec.getTasks(k).getName());
      Optional<double[]> given = given(session.model().outputs().get(k), result);
      for (int row = 0; row < heads.length; row++) {
        double prediction = binary ? sigmoid(heads[row]) : heads[row];
        if (given.isPresent()) {
          prediction /= sigmoid(given.get()[row]); // of both over that of the click
        }
        sum += factors.get(k)[row] * heads[row] + factors.get(tasks + k)[row] * prediction;
      }
    }
    return sum;
  }

  private static Optional<double[]> given(TaskOutput output, ReferenceModel.Result result) {
    return output instanceof TaskOutput.Conditional conditional
        ? Optional.of(result.output(conditional.given()))
        : Optional.empty();
  }

  private static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  private static float[] factors(Random random, int rows) {
    float[] factors = new float[rows];
    for (int row = 0; row < rows; row++) {
      factors[row] = (float) random.nextGaussian();
    }
    return factors;
  }
}

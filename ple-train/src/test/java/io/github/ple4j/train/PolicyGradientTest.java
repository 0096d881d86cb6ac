package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.ModelSpecs;
import io.github.ple4j.graph.Placement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** REINFORCE on a network of two depths, of which every path is taken by feeding its noise. */
class PolicyGradientTest {
  private static final int ACTIONS = 3; // two blocks and a pass
  private static final int DEPTHS = 2;
  private static final double COLLABORATION = 0.3;
  private static final ModelSpec MODEL =
      ModelSpecs.parse(
          """
          features { name: "a" numeric { standard_deviation: 1 } }
          features { name: "b" numeric { standard_deviation: 1 } }
          tasks { name: "t" kind: REGRESSION }
          tasks { name: "u" kind: REGRESSION }
          routing_network { units: 3 blocks: 2 blocks: 2 collaboration: 0.3 }
          activation: TANH
          initialization_seed: 4
          """,
          "test");
  private static final float[] X = {1, 2, -1, 0.5f, 0, 3};
  private static final float[][] LABELS = {{1, -1, 2}, {0.5f, 2, -2}};
  private static final double[][] LOGITS = { // of every depth, K by actions
    {0.3, -0.2, 0.1, 0.5, 0, -0.4}, {-0.6, 0.2, 0.4, 0.1, 0.7, -0.3}
  };

  /** One run: the losses of the tasks, and the gradients of the logits of every depth. */
  private record Run(List<Double> losses, List<double[]> gradients) {}

  @Test
  void theGradientIsTheAdvantageTimesThatOfTheLogarithmOfThePath() {
    try (Network network = new Network(false)) {
      network.rewards(new double[] {-1.5, 0.25}); // the baselines
      int[] path = {0, 2, 1, 1}; // of every depth, of both tasks
      Run run = network.run(path, 1);

      double[] alike = {0.5, 0.5}; // both chose block 2 in the second of two depths
      for (int depth = 0; depth < DEPTHS; depth++) {
        for (int task = 0; task < 2; task++) {
          double reward = COLLABORATION * alike[task] - run.losses().get(task);
          double advantage = reward - new double[] {-1.5, 0.25}[task];
          double[] pi = softmax(LOGITS[depth], task);
          for (int action = 0; action < ACTIONS; action++) {
            double ofLog = (path[depth * 2 + task] == action ? 1 : 0) - pi[action];
            assertThat(run.gradients().get(depth)[task * ACTIONS + action])
                .isCloseTo(-advantage * ofLog, within(1e-5));
          }
        }
      }
    }
  }

  @Test
  void theMeanOverAllPathsIsTheGradientOfTheExpectedReward() {
    try (Network network = new Network(false)) {
      network.rewards(new double[] {0.7, -0.4}); // any baseline gives the same mean
      Map<List<Integer>, Run> runs = new LinkedHashMap<>();
      int paths = (int) Math.pow(ACTIONS, 4);
      for (int p = 0; p < paths; p++) {
        int[] path = {p % 3, p / 3 % 3, p / 9 % 3, p / 27};
        runs.put(Arrays.stream(path).boxed().toList(), network.run(path, 1));
      }
      double step = 1e-5;
      for (int depth = 0; depth < DEPTHS; depth++) {
        for (int cell = 0; cell < 2 * ACTIONS; cell++) {
          double mean = 0;
          for (Map.Entry<List<Integer>, Run> run : runs.entrySet()) {
            mean += probability(run.getKey(), LOGITS) * run.getValue().gradients().get(depth)[cell];
          }
          int task = cell / ACTIONS;
          double above = expectedReward(runs, task, moved(depth, cell, step));
          double below = expectedReward(runs, task, moved(depth, cell, -step));
          assertThat(mean).isCloseTo(-(above - below) / (2 * step), within(1e-5));
        }
      }
    }
  }

  @Test
  void theBaselineIsTheMovingAverageAndTheFirstStepHasNoAdvantage() {
    try (Network network = new Network(false)) {
      Run first = network.run(new int[] {0, 2, 1, 1}, 1);
      assertThat(first.gradients().stream().flatMapToDouble(Arrays::stream))
          .allMatch(gradient -> gradient == 0);
      network.update(new int[] {0, 2, 1, 1}, 1);
      double reward = COLLABORATION * 0.5 - first.losses().get(0);
      assertThat(network.slot("policy/t/rewards")).isCloseTo(0.1 * reward, within(1e-5));
      assertThat(network.slot("policy/t/weight")).isCloseTo(0.1, within(1e-6));

      network.update(new int[] {0, 2, 1, 1}, 0); // no sample of a task
      assertThat(network.slot("policy/t/weight")).isCloseTo(0.1, within(1e-6));
    }
  }

  @Test
  void projectionOfConflictingGradientsLeavesThePolicyItsOwn() {
    int[] path = {0, 2, 1, 1};
    try (Network plain = new Network(false);
        Network projected = new Network(true)) {
      plain.rewards(new double[] {-1.5, 0.25});
      projected.rewards(new double[] {-1.5, 0.25});
      List<double[]> expected = plain.run(path, 1).gradients();
      List<double[]> found = projected.run(path, 1).gradients();
      for (int depth = 0; depth < DEPTHS; depth++) {
        assertThat(found.get(depth)).containsExactly(expected.get(depth), within(1e-6));
      }
    }
  }

  private static double expectedReward(Map<List<Integer>, Run> runs, int task, double[][] logits) {
    double expected = 0;
    for (Map.Entry<List<Integer>, Run> run : runs.entrySet()) {
      List<Integer> path = run.getKey();
      int alike = 0;
      for (int depth = 0; depth < DEPTHS; depth++) {
        alike += path.get(depth * 2).equals(path.get(depth * 2 + 1)) ? 1 : 0;
      }
      double reward = COLLABORATION * alike / DEPTHS - run.getValue().losses().get(task);
      expected += probability(path, logits) * reward;
    }
    return expected;
  }

  private static double probability(List<Integer> path, double[][] logits) {
    double probability = 1;
    for (int depth = 0; depth < DEPTHS; depth++) {
      for (int task = 0; task < 2; task++) {
        probability *= softmax(logits[depth], task)[path.get(depth * 2 + task)];
      }
    }
    return probability;
  }

  private static double[][] moved(int depth, int cell, double by) {
    double[][] moved = {LOGITS[0].clone(), LOGITS[1].clone()};
    moved[depth][cell] += by;
    return moved;
  }

  private static double[] softmax(double[] logits, int task) {
    double[] pi = Arrays.copyOfRange(logits, task * ACTIONS, (task + 1) * ACTIONS);
    double sum = Arrays.stream(pi).map(Math::exp).sum();
    return Arrays.stream(pi).map(z -> Math.exp(z) / sum).toArray();
  }

  /** The training graph of the model in a session. */
  private static final class Network implements AutoCloseable {
    private final Graph graph = new Graph();
    private final TrainingGraph training;
    private final Session session;

    @SuppressWarnings("MustBeClosedChecker")
    Network(boolean projected) {
      TrainingSpec.Builder spec = Runs.spec(MODEL, 1, 3);
      if (projected) {
        spec.setPcgrad(PcGrad.getDefaultInstance());
      }
      training = TrainingGraph.build(graph, spec.build(), Placement.cpu());
      Ops tf = Ops.create(graph);
      List<Op> assignments = new ArrayList<>();
      for (int depth = 0; depth < DEPTHS; depth++) {
        String name = "level_" + (depth + 1) + "/policy/logits";
        Operand<TFloat32> value =
            tf.constant(Shape.of(2, ACTIONS), DataBuffers.of(floats(LOGITS[depth])));
        assignments.add(
            tf.assignVariableOp(
                training.model().variables().stream()
                    .filter(v -> v.name().equals(name))
                    .findFirst()
                    .orElseThrow()
                    .handle(),
                value));
      }
      // The optimiser may rewrite x + -y as x - y, past a negation that is fed.
      ConfigProto.Builder configuration = ConfigProto.newBuilder();
      configuration
          .getGraphOptionsBuilder()
          .getRewriteOptionsBuilder()
          .setDisableMetaOptimizer(true);
      session = new Session(graph, configuration.build());
      session.runner().addTarget(training.model().initializer()).run().close();
      session.runner().addTarget(training.initializeSlots()).run().close();
      Session.Runner assign = session.runner();
      assignments.forEach(assign::addTarget);
      assign.run().close();
    }

    /** Sets the baselines. */
    void rewards(double[] baselines) {
      Ops tf = Ops.create(graph);
      Session.Runner assign = session.runner();
      List<String> tasks = List.of("t", "u");
      for (Slot slot : training.slots()) {
        for (int task = 0; task < 2; task++) {
          String place = "policy/" + tasks.get(task) + "/";
          if (slot.name().startsWith(place)) {
            float value = slot.name().endsWith("weight") ? 0.5f : (float) (baselines[task] * 0.5);
            assign.addTarget(tf.assignVariableOp(slot.handle(), tf.constant(value)));
          }
        }
      }
      assign.run().close();
    }

    double slot(String name) {
      Slot slot =
          training.slots().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
      try (Result result = session.runner().fetch(slot.value()).run()) {
        return ((TFloat32) result.get(0)).getFloat();
      }
    }

    Run run(int[] path, float weight) {
      Session.Runner runner = session.runner();
      try (Feeds feeds = new Feeds(runner)) {
        feed(feeds, path, weight);
        training.loss().taskLosses().forEach(runner::fetch);
        training
            .gradients()
            .forEach(
                (parameter, gradient) -> {
                  if (parameter.variable().name().endsWith("/policy/logits")) {
                    runner.fetch(gradient);
                  }
                });
        try (Result result = runner.run()) {
          return new Run(
              List.of(value(result.get(0))[0], value(result.get(1))[0]),
              List.of(value(result.get(2)), value(result.get(3))));
        }
      }
    }

    void update(int[] path, float weight) {
      Session.Runner runner = session.runner();
      try (Feeds feeds = new Feeds(runner)) {
        feed(feeds, path, weight);
        feeds.feed(training.learningRate(), TFloat32.scalarOf(0));
        runner.addTarget(training.update()).run().close();
      }
    }

    private void feed(Feeds feeds, int[] path, float weight) {
      feeds.feed(
          training.model().inputs().numeric(),
          TFloat32.tensorOf(Shape.of(3, 2), DataBuffers.of(X)));
      for (int task = 0; task < 2; task++) {
        float[] weights = {weight, weight, weight};
        feeds.feed(training.loss().labels().get(task), vector(LABELS[task]));
        feeds.feed(training.loss().weights().get(task), vector(weights));
      }
      feeds.feed(training.scheduledWeights(), vector(new float[] {1, 1}));
      feeds.feed(training.model().step().orElseThrow(), TInt64.scalarOf(0));
      training
          .projection()
          .ifPresent(
              p ->
                  feeds.feed(
                      p.order(),
                      org.tensorflow.types.TInt32.tensorOf(
                          Shape.of(2, 1), DataBuffers.of(new int[] {1, 0}))));
      for (int depth = 0; depth < DEPTHS; depth++) {
        float[] noise = new float[2 * ACTIONS];
        noise[path[depth * 2]] = 100;
        noise[ACTIONS + path[depth * 2 + 1]] = 100;
        Operand<TFloat32> drawn =
            graph.operationOrThrow("level_" + (depth + 1) + "/policy/noise/gumbel").output(0);
        feeds.feed(drawn, TFloat32.tensorOf(Shape.of(2, ACTIONS), DataBuffers.of(noise)));
      }
    }

    private static TFloat32 vector(float[] values) {
      return TFloat32.tensorOf(Shape.of(values.length), DataBuffers.of(values));
    }

    private static float[] floats(double[] values) {
      float[] floats = new float[values.length];
      for (int i = 0; i < values.length; i++) {
        floats[i] = (float) values[i];
      }
      return floats;
    }

    private static double[] value(Tensor tensor) {
      float[] values = new float[(int) tensor.shape().size()];
      ((TFloat32) tensor).copyTo(DataBuffers.of(values));
      double[] doubles = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        doubles[i] = values[i];
      }
      return doubles;
    }

    @Override
    public void close() {
      session.close();
      graph.close();
    }
  }
}

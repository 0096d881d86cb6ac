package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.graph.GraphOps;
import io.github.ple4j.graph.TaskSpec;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Single updates of the weights, of losses and norms that are given. */
class GradNormWeightingTest {
  private static final float[] EQUAL = {1, 1};

  @Test
  void theWeightOfTheTaskAboveItsTargetFalls() {
    // Rates 1.5 and 0.5 of their mean, so targets 1.22 and 0.71: the second task is above its own.
    float[] weights = after(0.1, new float[] {1.5f, 0.5f}, new float[] {1, 1});

    assertThat(weights[0]).isGreaterThan(1.05f);
    assertThat(weights[0] + weights[1]).isEqualTo(2);
  }

  @Test
  void weightsThatWouldAllFallToZeroStay() {
    // Rates 1.94 and 0.06 of their mean, so targets 1.39 and 0.25: both norms are above them.
    assertThat(after(100, new float[] {3, 0.1f}, new float[] {1.55f, 0.45f}))
        .containsExactly(EQUAL);
  }

  @Test
  void aSmallerStepFromThereMovesThem() {
    assertThat(after(0.1, new float[] {3, 0.1f}, new float[] {1.55f, 0.45f})[0]).isLessThan(1);
  }

  /** The weights after a step of losses of 1 and norms of 1, and one of those given. */
  private static float[] after(double learningRate, float[] losses, float[] norms) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = GraphOps.create(graph);
      GradNorm spec = GradNorm.newBuilder().setAlpha(0.5).setLearningRate(learningRate).build();
      GradNormWeighting weighting =
          new GradNormWeighting(
              tf,
              spec,
              List.of(
                  TaskSpec.newBuilder().setName("a").build(),
                  TaskSpec.newBuilder().setName("b").build()));
      Operand<TFloat32> lossVector = vector(tf, "losses");
      Operand<TFloat32> normVector = vector(tf, "norms");
      ImmutableList<Operand<TFloat32>> ones = ImmutableList.of(tf.constant(1f), tf.constant(1f));
      Weighting.Step step =
          new Weighting.Step(
              new JointLoss(
                  ImmutableList.of(),
                  ImmutableList.of(),
                  ones,
                  Weighting.scalars(tf, lossVector, 2)),
              Weighting.scalars(tf, normVector, 2),
              ImmutableList.of(),
              new FtrlOptimizer(Ftrl.getDefaultInstance()), // trains nothing here
              tf.constant(1f),
              1);
      List<Op> updates = weighting.updates(tf, step);
      run(
          session,
          weighting.slots().stream().map(s -> tf.assignVariableOp(s.handle(), s.initialValue())));
      step(session, updates, EQUAL, EQUAL);
      step(session, updates, losses, norms);
      try (TFloat32 weights =
          (TFloat32) session.runner().fetch(weighting.slots().get(0).value()).run().get(0)) {
        return StdArrays.array1dCopyOf(weights);
      }
    }
  }

  private static Operand<TFloat32> vector(Ops tf, String name) {
    return tf.withName(name).placeholder(TFloat32.class, Placeholder.shape(Shape.of(2)));
  }

  private static void run(Session session, Stream<? extends Op> targets) {
    Session.Runner runner = session.runner();
    targets.forEach(target -> runner.addTarget(target));
    runner.run().close();
  }

  private static void step(Session session, List<Op> updates, float[] losses, float[] norms) {
    try (TFloat32 lossTensor = TFloat32.vectorOf(losses);
        TFloat32 normTensor = TFloat32.vectorOf(norms)) {
      Session.Runner runner = session.runner().feed("losses", lossTensor).feed("norms", normTensor);
      updates.forEach(runner::addTarget);
      runner.run().close();
    }
  }
}

package io.github.ple4j.graph;

import org.tensorflow.Operand;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;

/** A task's tower t^k: FC layers, and a linear head of width 1. */
record Tower(TaskSpec task, Activation activation) {

  /** Maps a task's representation {@code [B, n]} to its output. */
  TaskOutput apply(ModelScope root, Operand<TFloat32> representation) {
    ModelScope scope = root.task(task.getName());
    Operand<TFloat32> h =
        new FullyConnected(task.getTowerUnitsList(), activation)
            .apply(scope.in("tower"), representation);
    Operand<TFloat32> y = head(scope.in("head"), h); // [B]
    return switch (task.getKind()) {
      case BINARY ->
          new TaskOutput.Logit(
              task.getName(), y, scope.tf().withName("prediction").math.sigmoid(shifted(scope, y)));
      case REGRESSION -> new TaskOutput.Value(task.getName(), y);
      case UNRECOGNIZED -> throw new IllegalArgumentException("unknown kind of task");
    };
  }

  private Operand<TFloat32> shifted(ModelScope scope, Operand<TFloat32> logit) {
    double shift = task.getPredictionLogitShift();
    return shift == 0 ? logit : scope.tf().math.add(logit, scope.tf().constant((float) shift));
  }

  private Operand<TFloat32> head(ModelScope scope, Operand<TFloat32> h) {
    Operand<TFloat32> y = new Linear(1, task.getHeadBias()).apply(scope, h); // [B, 1]
    return scope.tf().squeeze(y, Squeeze.axis(java.util.List.of(1L))); // [B]
  }
}

package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** K disjoint networks, each with embeddings of its own: y^k = t^k(bottom^k(x^k)). */
record SingleTaskArchitecture(SingleTask spec) implements Architecture {

  @Override
  public ImmutableList<TaskOutput> build(ModelScope root, Representation inputs) {
    Activation activation = root.spec().getActivation();
    ImmutableList.Builder<TaskOutput> outputs = ImmutableList.builder();
    for (TaskSpec task : root.spec().getTasksList()) {
      ModelScope own = root.task(task.getName());
      Operand<TFloat32> x = inputs.embed(own).x(); // [B, d]
      Operand<TFloat32> h =
          new FullyConnected(spec.getUnitsList(), activation).apply(own.in("bottom"), x);
      outputs.add(new Tower(task, activation).apply(root, h));
    }
    return outputs.build();
  }

  @Override
  public ImmutableList<String> lastSharedLayer() {
    return ImmutableList.of();
  }
}

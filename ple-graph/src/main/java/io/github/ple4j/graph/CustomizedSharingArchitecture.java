package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Customized sharing, Fig. 1c: h_s = shared(x), h_k = own_k(x), y^k = t^k([h_s ; h_k]). */
record CustomizedSharingArchitecture(CustomizedSharing spec) implements Architecture {

  @Override
  public ImmutableList<TaskOutput> build(ModelScope root, Representation inputs) {
    Activation activation = root.spec().getActivation();
    Operand<TFloat32> x = inputs.embed(root).x(); // [B, d]
    List<Operand<TFloat32>> shared = new ArrayList<>(); // h_s, or nothing
    if (spec.getSharedUnitsCount() > 0) {
      shared.add(
          new FullyConnected(spec.getSharedUnitsList(), activation)
              .apply(root.in("shared").in("bottom"), x)); // [B, shared]
    }
    FullyConnected own = new FullyConnected(spec.getOwnUnitsList(), activation);
    ImmutableList.Builder<TaskOutput> outputs = ImmutableList.builder();
    for (TaskSpec task : root.spec().getTasksList()) {
      ModelScope scope = root.task(task.getName());
      List<Operand<TFloat32>> parts = new ArrayList<>(shared);
      parts.add(own.apply(scope.in("bottom"), x)); // [B, own]
      Ops tf = scope.tf();
      Operand<TFloat32> h = parts.size() == 1 ? parts.get(0) : tf.concat(parts, tf.constant(1));
      outputs.add(new Tower(task, activation).apply(root, h));
    }
    return outputs.build();
  }

  @Override
  public ImmutableList<String> lastSharedLayer() {
    return FullyConnected.lastWeights("shared/bottom", spec.getSharedUnitsList()).stream()
        .collect(ImmutableList.toImmutableList());
  }
}

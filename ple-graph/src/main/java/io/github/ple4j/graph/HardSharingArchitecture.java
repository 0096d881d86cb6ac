package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Hard parameter sharing, Caruana 1997: h = bottom(x); y^k = t^k(h). */
record HardSharingArchitecture(HardSharing spec) implements Architecture {

  @Override
  public ImmutableList<TaskOutput> build(ModelScope root, Representation inputs) {
    Activation activation = root.spec().getActivation();
    Operand<TFloat32> x = inputs.embed(root).x(); // [B, d]
    Operand<TFloat32> h =
        new FullyConnected(spec.getBottomUnitsList(), activation)
            .apply(root.in("shared").in("bottom"), x);
    return root.spec().getTasksList().stream()
        .map(task -> new Tower(task, activation).apply(root, h))
        .collect(ImmutableList.toImmutableList());
  }

  @Override
  public ImmutableList<String> lastSharedLayer() {
    return FullyConnected.lastWeights("shared/bottom", spec.getBottomUnitsList()).stream()
        .collect(ImmutableList.toImmutableList());
  }
}

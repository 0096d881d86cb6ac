package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Mixture of experts, one gate for all tasks: g = sum_i softmax(W x)_i f_i(x); y^k = t^k(g). */
record MoeArchitecture(Moe spec) implements Architecture {

  @Override
  public ImmutableList<TaskOutput> build(ModelScope root, Representation inputs) {
    Activation activation = root.spec().getActivation();
    Operand<TFloat32> x = inputs.embed(root).x(); // [B, d]
    List<Mixture.Expert> experts = // of [B, units]
        Experts.of(root.in("shared"), spec.getExperts(), spec.getExpertUnitsList(), e -> x);
    Operand<TFloat32> g = new Mixture(experts).apply(root.in("shared").in("gate"), () -> x);
    return root.spec().getTasksList().stream()
        .map(task -> new Tower(task, activation).apply(root, g))
        .collect(ImmutableList.toImmutableList());
  }

  @Override
  public ImmutableList<String> lastSharedLayer() {
    return Experts.lastWeights("shared", spec.getExperts(), spec.getExpertUnitsList());
  }
}

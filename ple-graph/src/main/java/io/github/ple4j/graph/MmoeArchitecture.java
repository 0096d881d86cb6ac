package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Multi-gate mixture of experts, Ma et al. 2018: g^k = sum_i softmax(W_k x)_i f_i(x); y^k =
 * t^k(g^k).
 */
record MmoeArchitecture(Mmoe spec) implements Architecture {

  @Override
  public ImmutableList<TaskOutput> build(ModelScope root, Representation inputs) {
    Activation activation = root.spec().getActivation();
    Operand<TFloat32> x = inputs.embed(root).x(); // [B, d]
    List<Mixture.Expert> experts = // of [B, units]
        Experts.of(root.in("shared"), spec.getExperts(), spec.getExpertUnitsList(), e -> x);
    ImmutableList.Builder<TaskOutput> outputs = ImmutableList.builder();
    for (TaskSpec task : root.spec().getTasksList()) {
      ModelScope gate = root.task(task.getName()).in("gate");
      Operand<TFloat32> g = new Mixture(experts).apply(gate, () -> x); // [B, units]
      outputs.add(new Tower(task, activation).apply(root, g));
    }
    return outputs.build();
  }

  @Override
  public ImmutableList<String> lastSharedLayer() {
    return Experts.lastWeights("shared", spec.getExperts(), spec.getExpertUnitsList());
  }
}

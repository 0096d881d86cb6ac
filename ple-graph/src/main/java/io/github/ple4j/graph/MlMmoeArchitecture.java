package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * MMOE of several levels, Fig. 1h: experts of the first read x, expert e of level j reads sum_i
 * softmax(W_e^j x)_i E_i^{j-1}; the tasks' gates mix the last level, and every gate's selector is
 * x.
 */
record MlMmoeArchitecture(MlMmoe spec) implements Architecture {

  @Override
  public ImmutableList<TaskOutput> build(ModelScope root, Representation inputs) {
    Activation activation = root.spec().getActivation();
    Operand<TFloat32> x = inputs.embed(root).x(); // [B, d]
    MlMmoe.Level first = spec.getLevels(0);
    List<Mixture.Expert> experts = // of [B, units]
        Experts.of(
            root.in("level_1").in("shared"),
            first.getExperts(),
            first.getExpertUnitsList(),
            e -> x);
    for (int j = 2; j <= spec.getLevelsCount(); j++) {
      MlMmoe.Level level = spec.getLevels(j - 1);
      Mixture below = new Mixture(experts);
      experts =
          Experts.of(
              root.in("level_" + j).in("shared"),
              level.getExperts(),
              level.getExpertUnitsList(),
              expert -> below.apply(expert.in("gate"), () -> x));
    }
    Mixture last = new Mixture(experts);
    ImmutableList.Builder<TaskOutput> outputs = ImmutableList.builder();
    for (TaskSpec task : root.spec().getTasksList()) {
      Operand<TFloat32> g = last.apply(root.task(task.getName()).in("gate"), () -> x);
      outputs.add(new Tower(task, activation).apply(root, g));
    }
    return outputs.build();
  }

  @Override
  public ImmutableList<String> lastSharedLayer() {
    int last = spec.getLevelsCount();
    MlMmoe.Level level = spec.getLevels(last - 1);
    return Experts.lastWeights(
        "level_" + last + "/shared", level.getExperts(), level.getExpertUnitsList());
  }
}

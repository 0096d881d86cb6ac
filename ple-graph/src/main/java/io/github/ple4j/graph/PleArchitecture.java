package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Progressive layered extraction, eq. 6 and 7: levels of extraction networks, each with experts of
 * every task's own and shared ones, and towers on the tasks' fusions of the last level.
 */
record PleArchitecture(List<ExtractionLevel> levels) implements Architecture {

  @Override
  public ImmutableList<TaskOutput> build(ModelScope root, Representation inputs) {
    List<TaskSpec> tasks = root.spec().getTasksList();
    Activation activation = root.spec().getActivation();
    ExtractionNetwork network = ExtractionNetwork.input(tasks, inputs.embed(root).x());
    for (int level = 1; level <= levels.size(); level++) {
      network = network.next(levels.get(level - 1), root.in("level_" + level), activation);
    }
    ImmutableList.Builder<TaskOutput> outputs = ImmutableList.builder();
    for (int task = 0; task < tasks.size(); task++) {
      Operand<TFloat32> fusion = network.ofTask(task); // [B, units]
      outputs.add(new Tower(tasks.get(task), activation).apply(root, fusion));
    }
    return outputs.build();
  }

  /** Of the last level that has shared experts. */
  @Override
  public ImmutableList<String> lastSharedLayer() {
    for (int level = levels.size(); level >= 1; level--) {
      ExtractionLevel extraction = levels.get(level - 1);
      ImmutableList<String> weights =
          Experts.lastWeights(
              "level_" + level + "/shared",
              extraction.getSharedExperts(),
              extraction.getExpertUnitsList());
      if (!weights.isEmpty()) {
        return weights;
      }
    }
    return ImmutableList.of();
  }
}

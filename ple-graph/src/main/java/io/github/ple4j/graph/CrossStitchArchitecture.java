package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Cross-stitch networks, Misra et al. 2016: K networks of identical shape, and after each of their
 * layers h~_k = sum_j A[k,j] h_j.
 */
record CrossStitchArchitecture(CrossStitch spec, List<TaskSpec> tasks) implements Architecture {
  private static final double OWN = 0.9;

  @Override
  public ImmutableList<TaskOutput> build(ModelScope root, Representation inputs) {
    Activation activation = root.spec().getActivation();
    CrossStitchUnit stitch =
        new CrossStitchUnit(OWN, (1 - OWN) / (tasks.size() - 1), spec.getPerChannel());
    List<Operand<TFloat32>> h = // of [B, units]
        new ArrayList<>(Collections.nCopies(tasks.size(), inputs.embed(root).x()));
    for (int l = 1; l <= spec.getUnitsCount(); l++) {
      FullyConnected layer = new FullyConnected(List.of(spec.getUnits(l - 1)), activation);
      for (int k = 0; k < tasks.size(); k++) {
        h.set(k, layer.apply(root.in("level_" + l).task(tasks.get(k).getName()), h.get(k)));
      }
      h = new ArrayList<>(stitch.apply(root.in("level_" + l).in("stitch"), h));
    }
    ImmutableList.Builder<TaskOutput> outputs = ImmutableList.builder();
    for (int k = 0; k < tasks.size(); k++) {
      outputs.add(new Tower(tasks.get(k), activation).apply(root, h.get(k)));
    }
    return outputs.build();
  }

  /** The last stitched layers of all tasks: each reaches every task. */
  @Override
  public ImmutableList<String> lastSharedLayer() {
    return tasks.stream()
        .map(task -> place(spec.getUnitsCount(), task) + "/layer_1/weights")
        .collect(ImmutableList.toImmutableList());
  }

  private static String place(int level, TaskSpec task) {
    return "level_" + level + "/task/" + task.getName();
  }
}

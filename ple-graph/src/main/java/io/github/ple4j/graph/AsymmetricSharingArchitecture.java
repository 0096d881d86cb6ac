package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Asymmetric sharing, Fig. 1b: z^k = fuse({h_j : j in sources(k)}); y^k = t^k(z^k). */
record AsymmetricSharingArchitecture(AsymmetricSharing spec) implements Architecture {

  @Override
  public ImmutableList<TaskOutput> build(ModelScope root, Representation inputs) {
    Activation activation = root.spec().getActivation();
    Operand<TFloat32> x = inputs.embed(root).x(); // [B, d]
    Map<String, Operand<TFloat32>> bottoms = new HashMap<>(); // of [B, units]
    for (AsymmetricSharing.Bottom bottom : spec.getBottomsList()) {
      bottoms.put(
          bottom.getName(),
          new FullyConnected(bottom.getUnitsList(), activation)
              .apply(root.in("bottom").in(bottom.getName()), x));
    }
    ImmutableList.Builder<TaskOutput> outputs = ImmutableList.builder();
    for (int k = 0; k < root.spec().getTasksCount(); k++) {
      TaskSpec task = root.spec().getTasks(k);
      List<Operand<TFloat32>> sources =
          spec.getSources(k).getBottomsList().stream().map(bottoms::get).toList();
      Operand<TFloat32> z = fuse(root.task(task.getName()).tf(), sources); // [B, n]
      outputs.add(new Tower(task, activation).apply(root, z));
    }
    return outputs.build();
  }

  private Operand<TFloat32> fuse(Ops tf, List<Operand<TFloat32>> sources) {
    if (sources.size() == 1) {
      return sources.get(0);
    }
    return switch (spec.getFusion()) {
      case CONCAT -> tf.concat(sources, tf.constant(1));
      case SUM -> tf.math.addN(sources);
      case MEAN -> tf.math.mul(tf.math.addN(sources), tf.constant(1f / sources.size()));
      case UNRECOGNIZED -> throw new IllegalArgumentException("unknown fusion");
    };
  }

  /** Of the bottoms that more than one task reads. */
  @Override
  public ImmutableList<String> lastSharedLayer() {
    if (!spec.getSourcesList().stream().allMatch(this::readsShared)) {
      return ImmutableList.of();
    }
    return spec.getBottomsList().stream()
        .filter(bottom -> readers(bottom.getName()) > 1)
        .map(b -> FullyConnected.lastWeights("bottom/" + b.getName(), b.getUnitsList()))
        .flatMap(Optional::stream)
        .collect(ImmutableList.toImmutableList());
  }

  @Override
  public Sharing sharing() {
    boolean some = spec.getSourcesList().stream().anyMatch(this::readsShared);
    return !some
        ? Sharing.NOTHING
        : lastSharedLayer().isEmpty() ? Sharing.PARAMETERS : Sharing.LAYER;
  }

  private boolean readsShared(AsymmetricSharing.Sources sources) {
    return sources.getBottomsList().stream().anyMatch(bottom -> readers(bottom) > 1);
  }

  private long readers(String bottom) {
    return spec.getSourcesList().stream()
        .filter(sources -> sources.getBottomsList().contains(bottom))
        .count();
  }
}

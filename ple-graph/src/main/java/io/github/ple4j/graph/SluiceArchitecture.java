package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;

/**
 * Sluice networks, Ruder et al. 2017: layers of K networks whose outputs are split into S
 * subspaces, cross-stitch units over all of them, and towers that read sum_l beta_kl h~_kl.
 */
record SluiceArchitecture(Sluice spec, List<TaskSpec> tasks) implements Architecture {
  private static final double OWN = 0.9;

  @Override
  public ImmutableList<TaskOutput> build(ModelScope root, Representation inputs) {
    Activation activation = root.spec().getActivation();
    FullyConnected layer = new FullyConnected(List.of(spec.getUnits()), activation);
    List<Operand<TFloat32>> h = // of [B, units]
        new ArrayList<>(Collections.nCopies(tasks.size(), inputs.embed(root).x()));
    List<List<Operand<TFloat32>>> ofLayers = new ArrayList<>();
    for (int l = 1; l <= spec.getLayers(); l++) {
      List<Operand<TFloat32>> subspaces = new ArrayList<>(); // of [B, units / S]
      for (int k = 0; k < tasks.size(); k++) {
        ModelScope place = root.in("level_" + l).task(tasks.get(k).getName());
        subspaces.addAll(split(place.tf(), layer.apply(place, h.get(k))));
        place.addAuxiliaryLoss(() -> orthogonality(place));
      }
      h = joined(root.tf(), stitch().apply(root.in("level_" + l).in("stitch"), subspaces));
      ofLayers.add(h);
    }
    ImmutableList.Builder<TaskOutput> outputs = ImmutableList.builder();
    for (int k = 0; k < tasks.size(); k++) {
      int task = k;
      List<Operand<TFloat32>> depths = ofLayers.stream().map(of -> of.get(task)).toList();
      Operand<TFloat32> mixed = depthMixture(root.task(tasks.get(k).getName()), depths);
      outputs.add(new Tower(tasks.get(k), activation).apply(root, mixed));
    }
    return outputs.build();
  }

  private CrossStitchUnit stitch() {
    int blocks = tasks.size() * spec.getSubspaces();
    return spec.getBalanced()
        ? new CrossStitchUnit(1.0 / blocks, 1.0 / blocks, false)
        : new CrossStitchUnit(OWN, (1 - OWN) / (blocks - 1), false);
  }

  private List<Output<TFloat32>> split(Ops tf, Operand<TFloat32> columns) {
    return tf.split(tf.constant(1), columns, (long) spec.getSubspaces()).output();
  }

  /** The subspaces of every task, one after the other, {@code [B, units]}. */
  private List<Operand<TFloat32>> joined(Ops tf, List<Operand<TFloat32>> subspaces) {
    List<Operand<TFloat32>> ofTasks = new ArrayList<>();
    for (int from = 0; from < subspaces.size(); from += spec.getSubspaces()) {
      ofTasks.add(tf.concat(subspaces.subList(from, from + spec.getSubspaces()), tf.constant(1)));
    }
    return ofTasks;
  }

  /** sum_l beta_l h~_l; one layer alone is itself. */
  private Operand<TFloat32> depthMixture(ModelScope task, List<Operand<TFloat32>> depths) {
    int layers = depths.size();
    if (layers == 1) {
      return depths.get(0);
    }
    Ops tf = task.tf();
    double last = spec.getBalancedDepth() ? 1.0 / layers : OWN;
    Operand<TFloat32> betas =
        task.in("depth").dense("betas", Shape.of(layers), new Initializer.LastAndOthers(last));
    List<Output<TFloat32>> factors = // of [1]
        tf.split(tf.constant(0), betas, (long) layers).output();
    List<Operand<TFloat32>> terms = new ArrayList<>();
    for (int l = 0; l < layers; l++) {
      terms.add(tf.math.mul(factors.get(l), depths.get(l))); // [B, units]
    }
    Operand<TFloat32> mixed = tf.math.addN(terms);
    task.in("depth").addModule(ModelDiagram.Kind.ROUTES, depths, List.of(mixed));
    return mixed;
  }

  /** lambda * sum ||G_a^T G_b||_F^2 over the pairs of subspaces, of the layer at a place. */
  private Operand<TFloat32> orthogonality(ModelScope place) {
    Ops tf = place.in("orthogonality").tf();
    List<Output<TFloat32>> subspaces = // of [inputs, units / S]
        split(tf, place.in("layer_1").value("weights"));
    List<Operand<TFloat32>> terms = new ArrayList<>();
    for (int a = 0; a < subspaces.size(); a++) {
      for (int b = a + 1; b < subspaces.size(); b++) {
        Operand<TFloat32> product =
            tf.linalg.matMul(subspaces.get(a), subspaces.get(b), MatMul.transposeA(true));
        terms.add(tf.sum(tf.math.square(product), tf.constant(new int[] {0, 1})));
      }
    }
    return tf.math.mul(tf.constant((float) spec.getOrthogonality()), tf.math.addN(terms));
  }

  /** The last stitched layers of all tasks: each reaches every task. */
  @Override
  public ImmutableList<String> lastSharedLayer() {
    return tasks.stream()
        .map(task -> place(spec.getLayers(), task) + "/layer_1/weights")
        .collect(ImmutableList.toImmutableList());
  }

  private static String place(int level, TaskSpec task) {
    return "level_" + level + "/task/" + task.getName();
  }
}

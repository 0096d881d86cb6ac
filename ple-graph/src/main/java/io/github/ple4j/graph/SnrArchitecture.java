package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Sub-network routing, Ma et al. 2019: v_j = sum_i z_ji W_ji u_i over the blocks of a level.
 *
 * @param transformed whether there is a W; else it is the identity
 */
record SnrArchitecture(Snr spec, boolean transformed) implements Architecture {

  @Override
  public ImmutableList<TaskOutput> build(ModelScope root, Representation inputs) {
    List<TaskSpec> tasks = root.spec().getTasksList();
    Activation activation = root.spec().getActivation();
    Operand<TFloat32> x = inputs.embed(root).x(); // [B, d]
    List<Operand<TFloat32>> v = // of [B, units]
        IntStream.range(0, spec.getLevels(0).getBlocks())
            .<Operand<TFloat32>>mapToObj(i -> x)
            .toList();
    for (int j = 1; j <= spec.getLevelsCount(); j++) {
      ModelScope level = root.in("level_" + j);
      FullyConnected block =
          new FullyConnected(List.of(spec.getLevels(j - 1).getUnits()), activation);
      List<Operand<TFloat32>> u = new ArrayList<>();
      for (int i = 1; i <= v.size(); i++) {
        u.add(block.apply(level.in("block_" + i), v.get(i - 1)));
      }
      boolean last = j == spec.getLevelsCount();
      v = routed(level.in("routes"), u, last ? tasks.size() : spec.getLevels(j).getBlocks());
    }
    ImmutableList.Builder<TaskOutput> outputs = ImmutableList.builder();
    for (int k = 0; k < tasks.size(); k++) {
      outputs.add(new Tower(tasks.get(k), activation).apply(root, v.get(k)));
    }
    return outputs.build();
  }

  /** v_j = sum_i z_ji W_ji u_i, {@code [B, units]}. */
  private List<Operand<TFloat32>> routed(
      ModelScope routes, List<Operand<TFloat32>> u, int outputs) {
    Ops tf = routes.tf();
    List<Operand<TFloat32>> z =
        new HardConcrete(spec.getSparsity()).apply(routes, outputs, u.size());
    List<Operand<TFloat32>> v = new ArrayList<>();
    for (int j = 0; j < outputs; j++) {
      List<Operand<TFloat32>> terms = new ArrayList<>();
      for (int i = 0; i < u.size(); i++) {
        Operand<TFloat32> from = u.get(i);
        if (transformed) {
          ModelScope route = routes.in("from_" + (i + 1) + "_to_" + (j + 1));
          long units = FullyConnected.width(from);
          Operand<TFloat32> weights =
              route.dense("weights", Shape.of(units, units), new Initializer.GlorotUniform());
          from = route.tf().linalg.matMul(from, weights);
        }
        terms.add(tf.math.mul(z.get(j * u.size() + i), from));
      }
      v.add(tf.math.addN(terms));
    }
    routes.addModule(ModelDiagram.Kind.ROUTES, u, v);
    return v;
  }

  @Override
  public ImmutableList<String> lastSharedLayer() {
    int last = spec.getLevelsCount();
    return IntStream.rangeClosed(1, spec.getLevels(last - 1).getBlocks())
        .mapToObj(i -> "level_" + last + "/block_" + i + "/layer_1/weights")
        .collect(ImmutableList.toImmutableList());
  }
}

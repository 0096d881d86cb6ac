package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Multi-task attention network, Liu et al. 2019, over a flat input: a shared trunk u^j, p^j, and of
 * every task a^_k^j = sigmoid(MLP_k^j([u^j ; f^j(a^_k^{j-1})])) * p^j; y^k = t^k(a^_k^J).
 */
record MtanArchitecture(Mtan spec) implements Architecture {

  @Override
  public ImmutableList<TaskOutput> build(ModelScope root, Representation inputs) {
    List<TaskSpec> tasks = root.spec().getTasksList();
    Activation activation = root.spec().getActivation();
    Operand<TFloat32> p = inputs.embed(root).x(); // [B, d]
    List<Operand<TFloat32>> attended = List.of(); // a^_k, of [B, output units]
    for (int j = 1; j <= spec.getLevelsCount(); j++) {
      Mtan.Level level = spec.getLevels(j - 1);
      ModelScope place = root.in("level_" + j);
      ModelScope shared = place.in("shared");
      Operand<TFloat32> u = layer(shared.in("trunk"), p, level.getTrunkUnits());
      p = layer(shared.in("output"), u, level.getOutputUnits());
      List<Operand<TFloat32>> passed = // f(a^_k), of [B, pass units]
          attended.isEmpty()
              ? List.of()
              : new FullyConnected(List.of(level.getPassUnits()), activation)
                  .applyToEach(shared.in("pass"), attended);
      List<Operand<TFloat32>> next = new ArrayList<>();
      for (int k = 0; k < tasks.size(); k++) {
        Ops tf = place.task(tasks.get(k).getName()).tf();
        Operand<TFloat32> read =
            passed.isEmpty() ? u : tf.concat(List.of(u, passed.get(k)), tf.constant(1));
        ModelScope attention = place.task(tasks.get(k).getName()).in("attention");
        next.add(tf.math.mul(mask(attention, level, read), p)); // [B, output units]
      }
      attended = next;
    }
    ImmutableList.Builder<TaskOutput> outputs = ImmutableList.builder();
    for (int k = 0; k < tasks.size(); k++) {
      outputs.add(new Tower(tasks.get(k), activation).apply(root, attended.get(k)));
    }
    return outputs.build();
  }

  private static Operand<TFloat32> layer(ModelScope scope, Operand<TFloat32> x, int units) {
    return new FullyConnected(List.of(units), scope.spec().getActivation()).apply(scope, x);
  }

  /** sigmoid(MLP), {@code [B, output units]}. */
  private static Operand<TFloat32> mask(
      ModelScope attention, Mtan.Level level, Operand<TFloat32> read) {
    Operand<TFloat32> h =
        new FullyConnected(level.getAttentionUnitsList(), attention.spec().getActivation())
            .apply(attention, read);
    return attention
        .tf()
        .math
        .sigmoid(new Linear(level.getOutputUnits(), 0).apply(attention.in("mask"), h));
  }

  @Override
  public ImmutableList<String> lastSharedLayer() {
    return ImmutableList.of("level_" + spec.getLevelsCount() + "/shared/output/layer_1/weights");
  }
}

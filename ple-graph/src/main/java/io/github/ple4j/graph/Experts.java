package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Experts of one module that are all read: {@code expert_1} and so on, of the same FC layers. */
final class Experts {
  private Experts() {}

  /**
   * Makes the experts of a module.
   *
   * @param input of the expert at a place, {@code [B, n]}
   */
  static ImmutableList<Mixture.Expert> of(
      ModelScope module,
      int count,
      List<Integer> units,
      Function<ModelScope, Operand<TFloat32>> input) {
    FullyConnected expert = new FullyConnected(units, module.spec().getActivation());
    ImmutableList.Builder<Mixture.Expert> experts = ImmutableList.builder();
    for (int i = 1; i <= count; i++) {
      ModelScope place = module.in("expert_" + i);
      Operand<TFloat32> output = expert.apply(place, input.apply(place)); // [B, units]
      experts.add(new Mixture.Expert(place.path(), output));
    }
    return experts.build();
  }

  /** The names of the weights of the experts' last layers. */
  static ImmutableList<String> lastWeights(String module, int count, List<Integer> units) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> FullyConnected.lastWeights(module + "/expert_" + i, units))
        .flatMap(Optional::stream)
        .collect(ImmutableList.toImmutableList());
  }
}

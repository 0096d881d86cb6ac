package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * The weights with which a gate mixes experts. A gate over a single expert does not exist: its
 * weight is 1.
 *
 * @param name where it stands, such as {@code level_1/task/click/gate}
 * @param experts names of what it mixes, in the order of the columns, such as {@code
 *     level_1/task/click/expert_1}
 * @param weights {@code [B, experts]}; every row sums to 1
 */
public record Gate(String name, ImmutableList<String> experts, Operand<TFloat32> weights) {

  Gate in(GraphNames names) {
    return new Gate(name, experts, names.find(weights));
  }
}

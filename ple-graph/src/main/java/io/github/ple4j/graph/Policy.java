package io.github.ple4j.graph;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * The choices that an architecture drew for a task in a training step, which training reinforces: a
 * gradient of {@code -(R - b) log pi}, where R is bonus - L_k and b a moving average of R. Williams
 * 1992.
 *
 * @param task name of the task whose loss rewards them
 * @param logProbability log pi, the logarithm of the probability of having drawn them, a scalar
 * @param bonus what is added to the reward, a scalar; no gradient passes through it
 * @param baselineDecay of the moving average, in [0, 1)
 */
public record Policy(
    String task, Operand<TFloat32> logProbability, Operand<TFloat32> bonus, double baselineDecay) {

  Policy in(GraphNames names) {
    return new Policy(task, names.find(logProbability), names.find(bonus), baselineDecay);
  }
}

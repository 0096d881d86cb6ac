package io.github.ple4j.train;

import com.google.common.collect.ImmutableMap;
import java.time.Duration;
import java.util.Optional;

/**
 * What a run came to.
 *
 * @param validation metrics with the variables of the best steps
 * @param test metrics with the same variables
 * @param gates how the gates use their experts over test; of a model without gates none; empty
 *     where every task has variables of its own for what is shared
 * @param bestSteps by task, the number of steps after which its metric on validation was best;
 *     tasks that share variables share it, unless the spec wants one for each
 * @param steps number of training steps done
 * @param samples number of training samples seen
 * @param parameters number of trainable numbers, embeddings included
 * @param training time spent in training steps, evaluations left out
 */
public record TrainingResult(
    TrainingSpec spec,
    Evaluation validation,
    Evaluation test,
    Optional<GateUtilization> gates,
    ImmutableMap<String, Long> bestSteps,
    long steps,
    long samples,
    long parameters,
    Duration training) {

  /** Both evaluations, by the name of their split. */
  public ImmutableMap<String, Evaluation> evaluations() {
    return ImmutableMap.of("validation", validation, "test", test);
  }
}

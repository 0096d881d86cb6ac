package io.github.ple4j.train.cli;

import com.google.common.collect.ImmutableMap;
import io.github.ple4j.graph.SpecException;
import io.github.ple4j.train.TrainingSpec;
import io.github.ple4j.train.TrainingSpecs;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Which option a field of a training spec comes from. */
final class SpecOptions {
  private static final ImmutableMap<String, String> OPTIONS =
      ImmutableMap.<String, String>builder()
          .put("batch_size", "--batch-size")
          .put("threads", "--threads")
          .put("stopping.epochs", "--epochs")
          .put("stopping.max_steps", "--max-steps")
          .put("stopping.evaluate_every_steps", "--evaluate-every")
          .put("stopping.patience", "--patience")
          .put("stopping.min_improvement", "--min-improvement")
          .put("checkpoints.every_steps", "--checkpoint-every")
          .put("logging.every_steps", "--log-every")
          .put("logging.gradients_every_steps", "--log-gradients-every")
          .put("optimizer.sgd.momentum", "--momentum")
          .put("optimizer.adamw.weight_decay", "--weight-decay")
          .put("learning_rate.initial", "--learning-rate")
          .put("learning_rate.warm_up_steps", "--warm-up")
          .put("learning_rate.exponential.factor", "--schedule-factor")
          .put("learning_rate.exponential.every_steps", "--schedule-steps")
          .put("learning_rate.milestones.factor", "--schedule-factor")
          .put("learning_rate.milestones.steps", "--schedule-steps")
          .put("learning_rate_groups.initial", "--group-learning-rate")
          .put("clip_norm", "--clip-norm")
          .put("regularization.l2_embeddings", "--l2-embeddings")
          .put("regularization.l2_dense", "--l2-dense")
          .put("weighting.static_weights.initial", "--task-weight")
          .put("weighting.static_weights.decay", "--task-weight-decay")
          .put("weighting.dynamic_weight_average.temperature", "--dwa-temperature")
          .put("weighting.grad_norm.alpha", "--gradnorm-alpha")
          .put("weighting.grad_norm.learning_rate", "--gradnorm-rate")
          .put("positive_weights", "--positive-weight")
          .buildOrThrow();

  private SpecOptions() {}

  /**
   * Checks the numbers of a spec that was set by options.
   *
   * @throws ParameterException naming the option, what was expected of it, and what was typed
   */
  static void check(TrainingSpec spec, CommandLine command) {
    try {
      TrainingSpecs.validateWithoutModel(spec);
    } catch (SpecException e) {
      throw new ParameterException(command, message(e, command), e);
    }
  }

  private static String message(SpecException problem, CommandLine command) {
    String text = String.valueOf(problem.getMessage());
    int end = text.indexOf(": ");
    // Such as learning_rate_groups[0].initial, or positive_weights["a"].
    String field = text.substring(0, end).replaceAll("\\[[^]]*]", "");
    String option = OPTIONS.get(field);
    if (option == null) {
      return text;
    }
    List<String> typed =
        command.getParseResult().hasMatchedOption(option)
            ? command.getParseResult().matchedOption(option).originalStringValues()
            : List.of();
    String expected = text.substring(end + 2);
    int found = expected.indexOf(", found ");
    return option
        + ": "
        + (found < 0 ? expected : expected.substring(0, found))
        + (typed.isEmpty() ? "" : ", found: " + String.join(", ", typed));
  }
}

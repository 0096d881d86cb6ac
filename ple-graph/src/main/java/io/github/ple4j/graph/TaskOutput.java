package io.github.ple4j.graph;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** What a model says of one task. */
public sealed interface TaskOutput {
  /** Name of the task. */
  String task();

  /** Probability of a binary task, value of a regression; {@code [B]}. */
  Operand<TFloat32> prediction();

  /** This output in another graph that has nodes of the same names. */
  TaskOutput in(GraphNames names);

  /**
   * A binary task with a logit of its own.
   *
   * @param logit {@code [B]}
   * @param prediction sigmoid of the logit, {@code [B]}
   */
  record Logit(String task, Operand<TFloat32> logit, Operand<TFloat32> prediction)
      implements TaskOutput {
    @Override
    public Logit in(GraphNames names) {
      return new Logit(task, names.find(logit), names.find(prediction));
    }
  }

  /**
   * A binary task whose probability is a product of others', and which therefore has no plain
   * logit.
   *
   * @param logProbability logarithm of the probability of 1, {@code [B]}
   * @param logComplement logarithm of the probability of 0, {@code [B]}
   * @param prediction exponential of {@code logProbability}, {@code [B]}
   */
  record LogProbability(
      String task,
      Operand<TFloat32> logProbability,
      Operand<TFloat32> logComplement,
      Operand<TFloat32> prediction)
      implements TaskOutput {
    @Override
    public LogProbability in(GraphNames names) {
      return new LogProbability(
          task, names.find(logProbability), names.find(logComplement), names.find(prediction));
    }
  }

  /**
   * A regression.
   *
   * @param prediction {@code [B]}
   */
  record Value(String task, Operand<TFloat32> prediction) implements TaskOutput {
    @Override
    public Value in(GraphNames names) {
      return new Value(task, names.find(prediction));
    }
  }
}

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
   * @param prediction sigmoid of the logit and the task's {@code prediction_logit_shift} together,
   *     {@code [B]}
   */
  record Logit(String task, Operand<TFloat32> logit, Operand<TFloat32> prediction)
      implements TaskOutput {
    @Override
    public Logit in(GraphNames names) {
      return new Logit(task, names.find(logit), names.find(prediction));
    }
  }

  /**
   * A binary task that happens only after another, such as a conversion after a click, and is
   * learned over the whole sample space of the other: its loss is of both together.
   *
   * @param given name of the other task
   * @param jointLogit logit of the probability of both, {@code [B]}
   * @param prediction probability of this task after the other, {@code [B]}
   */
  record Conditional(
      String task, String given, Operand<TFloat32> jointLogit, Operand<TFloat32> prediction)
      implements TaskOutput {
    @Override
    public Conditional in(GraphNames names) {
      return new Conditional(task, given, names.find(jointLogit), names.find(prediction));
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

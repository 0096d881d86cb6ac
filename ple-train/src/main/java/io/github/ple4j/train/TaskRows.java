package io.github.ple4j.train;

import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Label;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;

/** The rows of a batch that are in a task's sample space, or some of them, and their labels. */
final class TaskRows {
  private static final int FEWEST = 100;
  private static final int FEWEST_UNCOMMON = 20;

  private final Label label;
  private final float[] labels; // of all rows of the batch
  private final int[] rows;
  private final int uncommon;

  private TaskRows(Label label, float[] labels, int[] rows) {
    this.label = label;
    this.labels = labels;
    this.rows = rows;
    uncommon = uncommon(labels, rows);
  }

  static TaskRows of(Batch batch, int task, Label label) {
    int[] rows = new int[batch.size()];
    int count = 0;
    for (int row = 0; row < rows.length; row++) {
      if (batch.mask(task)[row] != 0) {
        rows[count++] = row;
      }
    }
    return new TaskRows(label, batch.label(task), Arrays.copyOf(rows, count));
  }

  /** Those of these rows that pass a test. */
  TaskRows where(IntPredicate test) {
    int[] passed = new int[rows.length];
    int count = 0;
    for (int row : rows) {
      if (test.test(row)) {
        passed[count++] = row;
      }
    }
    return count == rows.length ? this : new TaskRows(label, labels, Arrays.copyOf(passed, count));
  }

  /** Rows without the commonest label; if no label has half of the rows, half of them or more. */
  private static int uncommon(float[] labels, int[] rows) {
    float candidate = Float.NaN; // by majority vote
    int votes = 0;
    for (int row : rows) {
      candidate = votes == 0 ? labels[row] : candidate;
      votes += labels[row] == candidate ? 1 : -1;
    }
    int uncommon = 0;
    for (int row : rows) {
      uncommon += labels[row] == candidate ? 0 : 1;
    }
    return uncommon;
  }

  Label label() {
    return label;
  }

  boolean isBinary() {
    return label.kind() == Label.Kind.BINARY;
  }

  int size() {
    return rows.length;
  }

  /** The number of the i-th row in the batch. */
  int row(int i) {
    return rows[i];
  }

  /** The label of the i-th row. */
  float label(int i) {
    return labels[rows[i]];
  }

  boolean isConstant() {
    return uncommon == 0;
  }

  /** Whether what fits all of these rows fits others too, given that there are enough in all. */
  boolean isVaried() {
    return uncommon >= FEWEST_UNCOMMON;
  }

  /** Whether what fits all of these rows is no chance. */
  boolean isBeyondChance() {
    return rows.length >= FEWEST && isVaried();
  }

  /** The class whose rows, and no others, pass a test; both classes must be there. */
  OptionalInt classWhere(IntPredicate test) {
    int ofPassed = test.test(rows[0]) == (label(0) == 1) ? 1 : 0;
    for (int row : rows) {
      if (test.test(row) != (labels[row] == ofPassed)) {
        return OptionalInt.empty();
      }
    }
    return OptionalInt.of(ofPassed);
  }

  /** The first row of a class, which must be there. */
  int firstOf(int ofClass) {
    for (int row : rows) {
      if (labels[row] == ofClass) {
        return row;
      }
    }
    throw new IllegalStateException("no row of class " + ofClass);
  }

  /** That there is nothing to learn. */
  Optional<Finding> nothingToLearn() {
    if (rows.length == 0) {
      return warning(": no row of train is in its sample space; look at the mask");
    }
    return isConstant()
        ? warning(" is " + label(0) + " in every row of train; look at the labels")
        : Optional.empty();
  }

  private Optional<Finding> warning(String line) {
    return Optional.of(Finding.warning("label " + label.name() + line));
  }

  /** That another label is the same in the same rows. */
  Optional<Finding> equalTo(TaskRows other) {
    if (isConstant() || !Arrays.equals(rows, other.rows)) {
      return Optional.empty();
    }
    for (int row : rows) {
      if (labels[row] != other.labels[row]) {
        return Optional.empty();
      }
    }
    String line = "label " + label.name() + " is equal to label " + other.label.name() + " in ";
    return Optional.of(
        isBeyondChance()
            ? new Finding(true, line + "every row of train; leave one of them out")
            : Finding.of(false, line + "all " + rows.length + " rows of its sample space"));
  }
}

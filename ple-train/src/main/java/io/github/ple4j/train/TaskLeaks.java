package io.github.ple4j.train;

import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Label;
import io.github.ple4j.datasets.Schema;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/** What gives a label away, of one task; see {@link LeakageGuard}. */
record TaskLeaks(Label label, int task, Batch train, Batch validation) {
  private static final int FEWEST_ROWS = 100;
  private static final int FEWEST_OF_A_CLASS = 20;
  private static final int ROWS_PER_ID = 10;

  /** That there is nothing to learn. */
  Optional<String> warning() {
    int rows = 0;
    boolean varies = false;
    float first = 0;
    for (int row = 0; row < train.size(); row++) {
      if (inside(train, row)) {
        first = rows == 0 ? train.label(task)[row] : first;
        varies |= train.label(task)[row] != first;
        rows++;
      }
    }
    if (rows == 0) {
      return Optional.of(
          "label " + label.name() + ": no row of train is in its sample space; look at the mask");
    }
    return varies
        ? Optional.empty()
        : Optional.of(
            "label "
                + label.name()
                + " is "
                + first
                + " in every row of train; look at the labels");
  }

  /** Whether another label is the same in every row, and not constant. */
  boolean isEqualTo(int other) {
    float[] ours = train.label(task);
    float[] theirs = train.label(other);
    for (int row = 0; row < train.size(); row++) {
      boolean inside = inside(train, row);
      if (inside != (train.mask(other)[row] != 0) || (inside && ours[row] != theirs[row])) {
        return false;
      }
    }
    return warning().isEmpty();
  }

  /** That a number is the label or decides it. */
  Optional<String> numeric(String feature, int column, Schema schema) {
    int columns = schema.numerics().size();
    float[] values = new float[train.size()];
    boolean equal = true;
    boolean missing = false;
    for (int row = 0; row < values.length; row++) {
      values[row] = train.numeric()[row * columns + column];
      if (inside(train, row)) {
        equal &= values[row] == train.label(task)[row];
        missing |= Float.isNaN(values[row]);
      }
    }
    if (equal && warning().isEmpty()) {
      return Optional.of(line(feature, "is equal to"));
    }
    boolean decides =
        !missing && (label.kind() == Label.Kind.BINARY ? separates(values) : isAffine(values));
    return decides ? Optional.of(line(feature, "alone decides")) : Optional.empty();
  }

  private boolean separates(float[] values) {
    if (Math.min(count(0), count(1)) < FEWEST_OF_A_CLASS) {
      return false;
    }
    OptionalDouble area =
        AreaUnderCurve.of(values, train.label(task), train.mask(task), train.size());
    return area.isPresent() && (area.getAsDouble() == 1 || area.getAsDouble() == 0);
  }

  private boolean isAffine(float[] x) {
    double n = 0;
    double meanX = 0;
    double meanY = 0;
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int row = 0; row < x.length; row++) {
      if (inside(train, row)) {
        n++;
        double fromX = x[row] - meanX;
        double fromY = train.label(task)[row] - meanY;
        meanX += fromX / n;
        meanY += fromY / n;
        xx += fromX * (x[row] - meanX);
        yy += fromY * (train.label(task)[row] - meanY);
        xy += fromX * (train.label(task)[row] - meanY);
      }
    }
    return n >= FEWEST_ROWS && Math.abs(xy) > (1 - 1e-9) * Math.sqrt(xx * yy) && xx * yy > 0;
  }

  /** That an id decides the label. */
  Optional<String> categorical(String feature, int column, Schema schema) {
    int columns = schema.singleValued().size();
    int ids = 0;
    for (int row = 0; row < train.size(); row++) {
      ids = Math.max(ids, train.ids()[row * columns + column] + 1);
    }
    float[] labels = new float[ids];
    Arrays.fill(labels, Float.NaN);
    int known = 0;
    int rows = 0;
    for (int row = 0; row < train.size(); row++) {
      if (inside(train, row)) {
        int id = train.ids()[row * columns + column];
        if (Float.isNaN(labels[id])) {
          labels[id] = train.label(task)[row];
          known++;
        } else if (labels[id] != train.label(task)[row]) {
          return Optional.empty();
        }
        rows++;
      }
    }
    boolean chance =
        rows < FEWEST_ROWS
            || rows < (long) known * ROWS_PER_ID
            || warning().isPresent()
            || (label.kind() == Label.Kind.BINARY
                && Math.min(count(0), count(1)) < FEWEST_OF_A_CLASS);
    return chance || !holdsOnValidation(labels, column, columns)
        ? Optional.empty()
        : Optional.of(line(feature, "alone decides"));
  }

  private boolean holdsOnValidation(float[] labels, int column, int columns) {
    int covered = 0;
    int rows = 0;
    for (int row = 0; row < validation.size(); row++) {
      if (inside(validation, row)) {
        int id = validation.ids()[row * columns + column];
        rows++;
        if (id < labels.length && !Float.isNaN(labels[id])) {
          covered++;
          if (labels[id] != validation.label(task)[row]) {
            return false;
          }
        }
      }
    }
    return covered > 0 && 2 * covered >= rows;
  }

  private int count(int ofClass) {
    int count = 0;
    for (int row = 0; row < train.size(); row++) {
      count += inside(train, row) && train.label(task)[row] == ofClass ? 1 : 0;
    }
    return count;
  }

  private boolean inside(Batch batch, int row) {
    return batch.mask(task)[row] != 0;
  }

  private String line(String feature, String what) {
    return "feature " + feature + " " + what + " label " + label.name() + "; leave it out";
  }
}

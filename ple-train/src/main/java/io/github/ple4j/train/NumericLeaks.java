package io.github.ple4j.train;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Feature;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Numbers that give a task's label away; see {@link LeakageGuard}. */
record NumericLeaks(TaskRows task, Batch train, List<Feature.Numeric> features) {
  private static final double ROUNDING = 1e-6;

  /** Rows after which a column that is far from a line is given up. */
  private static final int PROBE = 200;

  ImmutableList<Finding> findings() {
    return task.isConstant()
        ? ImmutableList.of()
        : IntStream.range(0, features.size())
            .mapToObj(column -> find(features.get(column).name(), column))
            .flatMap(Optional::stream)
            .collect(toImmutableList());
  }

  private Optional<Finding> find(String feature, int column) {
    if (task.isBinary() && task.isBeyondChance()) {
      OptionalInt ofMissing = task.classWhere(row -> Float.isNaN(number(row, column)));
      if (ofMissing.isPresent()) {
        return Optional.of(Finding.exactlyWhere(feature, "is missing", task, ofMissing.getAsInt()));
      }
    }
    TaskRows having = task.where(row -> !Float.isNaN(number(row, column)));
    boolean beyondChance = task.isBeyondChance() && having.isVaried();
    if (having.isConstant() || (having != task && !beyondChance)) {
      return Optional.empty();
    }
    if (isEqual(having, column)) {
      return Optional.of(finding(feature, "is equal to", having, beyondChance));
    }
    boolean decides =
        beyondChance && (task.isBinary() ? separates(having, column) : isAffine(having, column));
    return decides
        ? Optional.of(finding(feature, "alone decides", having, true))
        : Optional.empty();
  }

  private Finding finding(String feature, String what, TaskRows having, boolean beyondChance) {
    boolean sure = beyondChance && 2 * having.size() >= task.size();
    String where =
        having == task
            ? sure ? "" : " in all " + task.size() + " rows of its sample space"
            : " in the " + having.size() + " of " + task.size() + " rows of train that have it";
    return Finding.of(
        sure, "feature " + feature + " " + what + " label " + task.label().name() + where);
  }

  private float number(int row, int column) {
    return train.numeric()[row * features.size() + column];
  }

  private boolean isEqual(TaskRows rows, int column) {
    for (int i = 0; i < rows.size(); i++) {
      if (number(rows.row(i), column) != rows.label(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the numbers of one class are all below those of the other. */
  private boolean separates(TaskRows rows, int column) {
    float[] lowest = {Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY}; // of either class
    float[] highest = {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY};
    for (int i = 0; i < rows.size(); i++) {
      int ofClass = rows.label(i) == 1 ? 1 : 0;
      float number = number(rows.row(i), column);
      lowest[ofClass] = Math.min(lowest[ofClass], number);
      highest[ofClass] = Math.max(highest[ofClass], number);
    }
    return highest[0] < lowest[1] || highest[1] < lowest[0];
  }

  /** Whether the labels lie on a straight line: each of them, for one far off can hide the rest. */
  private boolean isAffine(TaskRows rows, int column) {
    double meanX = 0;
    double meanY = 0;
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int i = 0; i < rows.size(); i++) {
      double x = number(rows.row(i), column);
      double y = rows.label(i);
      double fromX = x - meanX;
      double fromY = y - meanY;
      meanX += fromX / (i + 1);
      meanY += fromY / (i + 1);
      xx += fromX * (x - meanX);
      yy += fromY * (y - meanY);
      xy += fromX * (y - meanY);
      if (i + 1 == PROBE
          && isBeyondRounding(xx, meanX)
          && isBeyondRounding(yy, meanY)
          && Math.abs(xy) < 0.5 * Math.sqrt(xx) * Math.sqrt(yy)) {
        return false;
      }
    }
    boolean correlated = xx > 0 && Math.abs(xy) > (1 - 1e-9) * Math.sqrt(xx) * Math.sqrt(yy);
    return correlated && isOnLine(rows, column, xy / xx, meanY - xy / xx * meanX);
  }

  /**
   * Whether numbers vary by more than a thousandth of their mean. Where both coordinates do, points
   * on a line but for {@link #ROUNDING} have a correlation of nearly 1.
   */
  private static boolean isBeyondRounding(double squares, double mean) {
    return Math.sqrt(squares / PROBE) > 1e-3 * Math.abs(mean);
  }

  private boolean isOnLine(TaskRows rows, int column, double slope, double intercept) {
    for (int i = 0; i < rows.size(); i++) {
      double rise = slope * number(rows.row(i), column);
      double y = rows.label(i);
      double size = Math.abs(rise) + Math.abs(intercept) + Math.abs(y);
      if (!(Math.abs(y - rise - intercept) <= ROUNDING * size)) {
        return false;
      }
    }
    return true;
  }
}

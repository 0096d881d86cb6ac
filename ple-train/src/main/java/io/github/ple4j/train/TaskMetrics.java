package io.github.ple4j.train;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.OptionalDouble;

/**
 * How good the predictions of a task are, over the rows of a split that are in the task's sample
 * space. A metric is empty where it is undefined; all are if there are no rows.
 *
 * @param rows rows in the task's sample space
 * @param auc exact, ties averaged; of a binary task whose rows are of both classes
 * @param groupAuc GAUC: the mean of the groups' AUC weighted by their rows, groups of one class
 *     left out; of a binary task of data whose rows have groups
 * @param logLoss mean cross-entropy in nats, of a binary task; probabilities are clipped to {@code
 *     [1e-7, 1 - 1e-7]}
 * @param meanSquaredError of a regression task's value or a binary task's probability
 * @param calibration mean prediction over mean label, 1 at best; undefined if the latter is 0
 */
public record TaskMetrics(
    String task,
    long rows,
    OptionalDouble auc,
    OptionalDouble groupAuc,
    OptionalDouble logLoss,
    OptionalDouble meanSquaredError,
    OptionalDouble calibration) {

  private static final double CLIP = 1e-7;

  public TaskMetrics {
    checkArgument(rows >= 0, "%s: rows must not be negative: %s", task, rows);
  }

  /**
   * The metrics of the first {@code rows} rows. Sums are in the order of the rows, so that equal
   * rows give equal metrics to the last digit.
   *
   * @param predictions probabilities of a binary task, values of a regression
   * @param labels above 0.5 for positive rows of a binary task; anything where the mask is 0
   * @param mask not 0 for the rows in the task's sample space
   * @param groups ids of the rows' groups; empty if they have none
   * @throws IllegalArgumentException if a prediction or a label inside the mask is not finite
   */
  static TaskMetrics of(
      String task,
      boolean binary,
      float[] predictions,
      float[] labels,
      float[] mask,
      long[] groups,
      int rows) {
    int count = 0;
    double predictionSum = 0;
    double labelSum = 0;
    double squares = 0;
    double logs = 0;
    for (int row = 0; row < rows; row++) {
      if (mask[row] != 0) {
        double p = finite(task, "prediction", predictions, row);
        double y = finite(task, "label", labels, row);
        if (binary) {
          y = y > 0.5 ? 1 : 0;
          double clipped = Math.min(Math.max(p, CLIP), 1 - CLIP);
          logs -= Math.log(y == 1 ? clipped : 1 - clipped);
        }
        count++;
        predictionSum += p;
        labelSum += y;
        squares += (p - y) * (p - y);
      }
    }
    return new TaskMetrics(
        task,
        count,
        binary ? AreaUnderCurve.of(predictions, labels, mask, rows) : OptionalDouble.empty(),
        binary && groups.length > 0
            ? GroupedAreaUnderCurve.of(predictions, labels, mask, groups, rows)
            : OptionalDouble.empty(),
        binary ? ratio(logs, count) : OptionalDouble.empty(),
        ratio(squares, count),
        ratio(predictionSum, labelSum));
  }

  /** Whether the task is binary; false if that cannot be told because there are no rows. */
  boolean binary() {
    return logLoss.isPresent();
  }

  /** The metric by which models are compared, the higher the better: AUC, or -MSE. */
  OptionalDouble score() {
    if (binary()) {
      return auc;
    }
    return meanSquaredError.isPresent()
        ? OptionalDouble.of(-meanSquaredError.getAsDouble())
        : OptionalDouble.empty();
  }

  private static double finite(String task, String what, float[] numbers, int row) {
    checkArgument(
        Float.isFinite(numbers[row]),
        "%s: %s of row %s: expected a finite number, found %s",
        task,
        what,
        row,
        numbers[row]);
    return numbers[row];
  }

  private static OptionalDouble ratio(double sum, double by) {
    return by == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / by);
  }
}

package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Schema;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.datasets.Split;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Looks for labels among the inputs, and for rows of train in the other splits, before a model is
 * trained on them.
 *
 * <p>A number decides a binary label if it alone has an AUC of exactly 1 or 0, a regression label
 * if it is an affine function of it but for rounding; where it is missing, the other rows are
 * judged, and it is an error if they are half of all, else a warning. A single-valued feature
 * decides if every id of train has one label only and so has every known id of validation. A
 * missing number, an id, single or in a bag, and an empty bag decide a binary label if they are
 * there exactly in the rows of one class.
 *
 * <p>That is an error only where chance is no explanation: 100 rows of train or more, 20 of them
 * without the commonest label, 20 too among those that have a number; where every id must have one
 * label, ids that occur ten times on average, and half of validation's rows with known ids. A
 * number, or another label, that is equal to the label in fewer rows is a warning.
 *
 * <p>Only rows of the label's sample space are looked at, and of each split only the first: for
 * labels at most 500,000 rows, and of wide data as many as hold 20 million values; for rows that
 * are in two splits at most 2,000,000 rows a split, which takes about 70 MB. Features are judged
 * one at a time: two that decide only together are not found.
 */
public final class LeakageGuard {
  private static final int MOST_ROWS = 500_000;
  private static final int MOST_VALUES = 20_000_000;
  private static final int PROBE = 1000;

  private LeakageGuard() {}

  /** Looks at a data set. */
  public static LeakageReport check(Dataset data) {
    Schema schema = data.schema();
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    Batch train = rows(data.train(), schema);
    Batch validation = rows(data.validation(), schema);
    List<TaskRows> tasks =
        IntStream.range(0, schema.labels().size())
            .mapToObj(task -> TaskRows.of(train, task, schema.labels().get(task)))
            .toList();
    for (int task = 0; task < tasks.size(); task++) {
      TaskRows rows = tasks.get(task);
      rows.nothingToLearn().ifPresent(findings::add);
      for (TaskRows earlier : tasks.subList(0, task)) {
        rows.equalTo(earlier).ifPresent(findings::add);
      }
      NumericLeaks numbers = new NumericLeaks(rows, train, schema.numerics());
      numbers.findings().forEach(findings::add);
      CategoricalLeaks ids =
          new CategoricalLeaks(
              rows, TaskRows.of(validation, task, rows.label()), train, validation, data);
      ids.findings().forEach(findings::add);
    }
    RowFingerprints known = RowFingerprints.of(data.train(), schema);
    known.sharedWith(data.validation(), "validation").ifPresent(findings::add);
    known.sharedWith(data.test(), "test").ifPresent(findings::add);
    return LeakageReport.of(findings.build());
  }

  private static Batch rows(Split split, Schema schema) {
    int values = schema.numerics().size() + schema.singleValued().size();
    if (!schema.multiValued().isEmpty()) {
      values += inBags(first(split, PROBE), schema);
    }
    return first(split, Math.min(MOST_ROWS, MOST_VALUES / Math.max(1, values)));
  }

  /** How many values a row has in bags, on average, rounded up. */
  private static int inBags(Batch batch, Schema schema) {
    int values = 0;
    for (int bag = 0; bag < schema.multiValued().size(); bag++) {
      values += batch.bag(bag).values();
    }
    return values / Math.max(1, batch.size()) + 1;
  }

  private static Batch first(Split split, int most) {
    int count = Math.min(split.size(), most);
    Batch batch = split.newBatch(Math.max(1, count));
    split.read(Shuffle.identity(count), 0, count, batch);
    return batch;
  }
}

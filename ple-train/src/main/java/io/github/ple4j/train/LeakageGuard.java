package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Feature;
import io.github.ple4j.datasets.Label;
import io.github.ple4j.datasets.Schema;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.datasets.Split;

/**
 * Looks for labels among the inputs, and for rows of train in the other splits, before a model is
 * trained on them.
 *
 * <p>An input decides a binary label if, as a number, it alone has an AUC of exactly 1 or 0, or if,
 * as an id, every id of train has one label only and so has every known id of validation. It
 * decides a regression label if the correlation is 1 but for rounding. That is an error only where
 * chance is no explanation: 100 rows or more, 20 of either class, ids that occur ten times on
 * average, and half of validation's rows with known ids. Looked at are the label's own sample
 * space, and the first rows of train, as many as {@link #MOST_NUMBERS} allow.
 */
public final class LeakageGuard {
  private static final int MOST_ROWS = 500_000;
  private static final int MOST_NUMBERS = 20_000_000;

  private LeakageGuard() {}

  /** Looks at a data set. */
  public static LeakageReport check(Dataset data) {
    Schema schema = data.schema();
    ImmutableList.Builder<String> errors = ImmutableList.builder();
    ImmutableList.Builder<String> warnings = ImmutableList.builder();
    Batch train = rows(data.train(), schema);
    Batch validation = rows(data.validation(), schema);
    for (int task = 0; task < schema.labels().size(); task++) {
      Label label = schema.labels().get(task);
      TaskLeaks leaks = new TaskLeaks(label, task, train, validation);
      leaks.warning().ifPresent(warnings::add);
      for (int other = 0; other < task; other++) {
        if (leaks.isEqualTo(other)) {
          errors.add(
              "label "
                  + label.name()
                  + " is equal to label "
                  + schema.labels().get(other).name()
                  + " in every row of train; leave one of them out");
        }
      }
      for (int i = 0; i < schema.numerics().size(); i++) {
        leaks.numeric(schema.numerics().get(i).name(), i, schema).ifPresent(errors::add);
      }
      ImmutableList<Feature.Categorical> singleValued = schema.singleValued();
      for (int i = 0; i < singleValued.size(); i++) {
        leaks.categorical(singleValued.get(i).name(), i, schema).ifPresent(errors::add);
      }
    }
    RowFingerprints known = RowFingerprints.of(data.train(), schema);
    known.sharedWith(data.validation(), schema, "validation").ifPresent(warnings::add);
    known.sharedWith(data.test(), schema, "test").ifPresent(warnings::add);
    return new LeakageReport(errors.build(), warnings.build());
  }

  private static Batch rows(Split split, Schema schema) {
    int columns = Math.max(1, schema.numerics().size() + schema.singleValued().size());
    int count = Math.min(split.size(), Math.min(MOST_ROWS, MOST_NUMBERS / columns));
    Batch batch = split.newBatch(Math.max(1, count));
    split.read(Shuffle.identity(count), 0, count, batch);
    return batch;
  }
}

package io.github.ple4j.train;

import io.github.ple4j.datasets.Schema;
import io.github.ple4j.datasets.Split;
import java.util.Locale;
import java.util.Optional;

/**
 * The first rows of a split, by hash: their features, and their features and labels. Rows of equal
 * hash are taken to be equal, see {@link RowHashes}.
 */
final class RowFingerprints {
  private static final int MOST_ROWS = 2_000_000;

  private final RowHashes hashes;
  private final FirstRows features;
  private final FirstRows whole;

  private RowFingerprints(RowHashes hashes, FirstRows features, FirstRows whole) {
    this.hashes = hashes;
    this.features = features;
    this.whole = whole;
  }

  static RowFingerprints of(Split split, Schema schema) {
    RowHashes hashes = new RowHashes(schema);
    int rows = Math.min(split.size(), MOST_ROWS);
    long[] ofFeatures = new long[rows];
    long[] ofWhole = new long[rows];
    hashes.forEach(
        split,
        rows,
        (row, features, whole) -> {
          ofFeatures[row] = features;
          ofWhole[row] = whole;
        });
    return new RowFingerprints(hashes, new FirstRows(ofFeatures), new FirstRows(ofWhole));
  }

  /** That rows of another split are in this one, train; empty if none is. */
  Optional<Finding> sharedWith(Split other, String name) {
    int rows = Math.min(other.size(), MOST_ROWS);
    Shared shared = new Shared();
    hashes.forEach(other, rows, shared);
    return shared.features == 0
        ? Optional.empty()
        : Optional.of(
            Finding.warning(
                String.format(
                    Locale.ROOT,
                    "%d of %d rows of %s (%.1f %%) have the features of a row of train, %d of them"
                        + " its labels too; the first is row %d of %s, row %d of train; figures on"
                        + " them are partly of what was learned by heart",
                    shared.features,
                    rows,
                    name,
                    100.0 * shared.features / rows,
                    shared.whole,
                    shared.first,
                    name,
                    shared.firstOfTrain)));
  }

  /** Counts rows that are here. */
  private final class Shared implements RowHashes.Visitor {
    private int features;
    private int whole;
    private int first;
    private int firstOfTrain;

    @Override
    public void visit(int row, long ofFeatures, long ofWhole) {
      int known = RowFingerprints.this.features.of(ofFeatures);
      if (known >= 0) {
        if (features == 0) {
          first = row;
          firstOfTrain = known;
        }
        features++;
        whole += RowFingerprints.this.whole.contains(ofWhole) ? 1 : 0;
      }
    }
  }
}

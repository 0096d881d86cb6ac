package io.github.ple4j.train;

import io.github.ple4j.datasets.Bag;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Schema;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.datasets.Split;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** 64-bit hashes of the features of the first rows of a split, sorted. */
final class RowFingerprints {
  private static final int MOST_ROWS = 2_000_000;
  private static final int BATCH = 4096;
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final long[] sorted;

  private RowFingerprints(long[] sorted) {
    this.sorted = sorted;
  }

  static RowFingerprints of(Split split, Schema schema) {
    long[] hashes = hashes(split, schema);
    Arrays.parallelSort(hashes);
    return new RowFingerprints(hashes);
  }

  /** How many rows of another split are in this one, as a sentence; empty if none. */
  Optional<String> sharedWith(Split other, Schema schema, String name) {
    long[] hashes = hashes(other, schema);
    int shared = 0;
    int first = -1;
    for (int row = 0; row < hashes.length; row++) {
      if (Arrays.binarySearch(sorted, hashes[row]) >= 0) {
        shared++;
        first = first < 0 ? row : first;
      }
    }
    return shared == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%d of %d rows of %s (%.1f %%, the first is row %d) have the features of a row of"
                    + " train; figures on them are partly of what was learned by heart",
                shared,
                hashes.length,
                name,
                100.0 * shared / hashes.length,
                first));
  }

  private static long[] hashes(Split split, Schema schema) {
    int rows = Math.min(split.size(), MOST_ROWS);
    long[] hashes = new long[rows];
    int[] order = Shuffle.identity(rows);
    Batch batch = split.newBatch(BATCH);
    for (int from = 0; from < rows; from += BATCH) {
      int count = Math.min(BATCH, rows - from);
      split.read(order, from, count, batch);
      for (int row = 0; row < count; row++) {
        hashes[from + row] = hash(batch, row, schema);
      }
    }
    return hashes;
  }

  private static long hash(Batch batch, int row, Schema schema) {
    long hash = 0;
    int numerics = schema.numerics().size();
    for (int i = 0; i < numerics; i++) {
      // -0 is 0, and every NaN one.
      hash = mix(hash, Float.floatToIntBits(batch.numeric()[row * numerics + i] + 0f));
    }
    int ids = schema.singleValued().size();
    for (int i = 0; i < ids; i++) {
      hash = mix(hash, batch.ids()[row * ids + i]);
      if (batch.idWeights().length > 0) {
        hash = mix(hash, Float.floatToIntBits(batch.idWeights()[row * ids + i]));
      }
    }
    for (int i = 0; i < schema.multiValued().size(); i++) {
      Bag bag = batch.bag(i);
      hash = mix(hash, bag.offsets()[row + 1] - bag.offsets()[row]);
      for (int value = bag.offsets()[row]; value < bag.offsets()[row + 1]; value++) {
        hash = mix(hash, bag.ids()[value]);
        hash = mix(hash, Float.floatToIntBits(bag.weights()[value]));
      }
    }
    return hash;
  }

  private static long mix(long hash, long value) {
    long mixed = (hash ^ value) * GOLDEN_GAMMA + GOLDEN_GAMMA;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    return mixed ^ (mixed >>> 27);
  }
}

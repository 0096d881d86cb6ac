package io.github.ple4j.train;

import io.github.ple4j.datasets.Bag;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Schema;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.datasets.Split;

/**
 * 64-bit hashes of a split's rows. Two rows that differ have the same hash with a probability of
 * 2<sup>-64</sup>: of two million rows against as many, once in four million data sets.
 */
final class RowHashes {
  private static final int BATCH = 4096;
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final int numerics;
  private final int ids;
  private final int bags;
  private final int tasks;

  RowHashes(Schema schema) {
    numerics = schema.numerics().size();
    ids = schema.singleValued().size();
    bags = schema.multiValued().size();
    tasks = schema.labels().size();
  }

  /** Takes the hashes of a row's features, and of its features and labels. */
  interface Visitor {
    void visit(int row, long features, long whole);
  }

  /** Visits the first rows, in their order. */
  void forEach(Split split, int rows, Visitor visitor) {
    int[] order = Shuffle.identity(rows);
    Batch batch = split.newBatch(BATCH);
    for (int from = 0; from < rows; from += BATCH) {
      int count = Math.min(BATCH, rows - from);
      split.read(order, from, count, batch);
      for (int row = 0; row < count; row++) {
        long features = features(batch, row);
        visitor.visit(from + row, features, withLabels(features, batch, row));
      }
    }
  }

  private long features(Batch batch, int row) {
    long hash = 0;
    for (int i = 0; i < numerics; i++) {
      hash = mix(hash, bits(batch.numeric()[row * numerics + i]));
    }
    for (int i = 0; i < ids; i++) {
      hash = mix(hash, batch.ids()[row * ids + i]);
      if (batch.idWeights().length > 0) {
        hash = mix(hash, bits(batch.idWeights()[row * ids + i]));
      }
    }
    for (int i = 0; i < bags; i++) {
      Bag bag = batch.bag(i);
      hash = mix(hash, bag.offsets()[row + 1] - bag.offsets()[row]);
      for (int value = bag.offsets()[row]; value < bag.offsets()[row + 1]; value++) {
        hash = mix(hash, bag.ids()[value]);
        hash = mix(hash, bits(bag.weights()[value]));
      }
    }
    return hash;
  }

  private long withLabels(long features, Batch batch, int row) {
    long hash = features;
    for (int task = 0; task < tasks; task++) {
      hash = mix(hash, bits(batch.mask(task)[row] == 0 ? Float.NaN : batch.label(task)[row]));
    }
    return hash;
  }

  /** The same bits for 0 and -0, and for every NaN. */
  private static int bits(float number) {
    return Float.floatToIntBits(number + 0f);
  }

  private static long mix(long hash, long value) {
    long mixed = (hash ^ value) * GOLDEN_GAMMA + GOLDEN_GAMMA;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    return mixed ^ (mixed >>> 27);
  }
}

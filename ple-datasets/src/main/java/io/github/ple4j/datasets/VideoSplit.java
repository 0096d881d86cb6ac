package io.github.ple4j.datasets;

import java.util.Objects;

/**
 * Some of a feed's rows: of every block of rows of the first seven days all but the last or the
 * last one, or those of the last day.
 *
 * @param blocks whole blocks in the first seven days
 */
record VideoSplit(VideoFeed feed, SplitPart part, int size, int blocks) implements Split {
  static final int BLOCK = 20;

  @Override
  public void read(int[] rows, int from, int count, Batch batch) {
    feed.begin(batch, rows, from, count);
    for (int i = 0; i < count; i++) {
      feed.read(index(Objects.checkIndex(rows[from + i], size)), batch, i);
    }
  }

  /** The index in the feed. */
  long index(int row) {
    return switch (part) {
      case TRAIN ->
          row < blocks * (BLOCK - 1)
              ? row / (BLOCK - 1) * (long) BLOCK + row % (BLOCK - 1)
              : (long) row + blocks;
      case VALIDATION -> row * (long) BLOCK + BLOCK - 1;
      case TEST -> feed.options().rows() - size + row;
    };
  }

  @Override
  public Batch newBatch(int capacity) {
    return feed.newBatch(capacity);
  }
}

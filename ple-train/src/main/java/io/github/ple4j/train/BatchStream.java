package io.github.ple4j.train;

import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Split;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Batches of rows in a given order, as tensors. While one is in use, a second thread reads and
 * copies the next. Who takes a batch closes it.
 */
final class BatchStream implements Iterator<BatchTensors>, AutoCloseable {
  private final int[] rows;
  private final int batchSize;
  private final Source source;
  private final ExecutorService preparing;
  private int next;
  private @Nullable Future<BatchTensors> prepared;

  /** Where batches come from. */
  interface Source {
    /** The batch of {@code rows[from]} to {@code rows[from + count - 1]}. */
    BatchTensors batch(int[] rows, int from, int count);
  }

  /** Reads a split into one batch again and again. */
  static Source reading(Split split, int batchSize, Function<Batch, BatchTensors> tensors) {
    Batch batch = split.newBatch(Math.min(batchSize, Math.max(1, split.size())));
    return (rows, from, count) -> {
      split.read(rows, from, count, batch);
      return tensors.apply(batch);
    };
  }

  /**
   * From {@code rows[first]} on; the source is asked by the preparing thread.
   *
   * @param first a multiple of {@code batchSize}
   */
  BatchStream(int[] rows, int first, int batchSize, Source source) {
    this.rows = rows;
    this.batchSize = batchSize;
    this.source = source;
    this.next = first;
    this.preparing =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "batch-preparation");
              thread.setDaemon(true);
              return thread;
            });
    prepare();
  }

  @Override
  public boolean hasNext() {
    return prepared != null;
  }

  @Override
  public BatchTensors next() {
    if (prepared == null) {
      throw new NoSuchElementException();
    }
    Future<BatchTensors> next = prepared;
    prepared = null; // so that what fails here does not fail again in close()
    BatchTensors result = get(next);
    prepare();
    return result;
  }

  @Override
  public void close() {
    preparing.shutdown();
    if (prepared != null) {
      get(prepared).close();
      prepared = null;
    }
  }

  private void prepare() {
    if (next >= rows.length) {
      prepared = null;
      return;
    }
    int from = next;
    int count = Math.min(batchSize, rows.length - from);
    next += count;
    prepared = preparing.submit(() -> source.batch(rows, from, count));
  }

  private static BatchTensors get(Future<BatchTensors> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainingException("interrupted while waiting for a batch");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}

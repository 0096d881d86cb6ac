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
 * The batches of a split in a given order, as tensors. While one is in use, a second thread reads
 * and copies the next. Who takes a batch closes it.
 */
final class BatchStream implements Iterator<BatchTensors>, AutoCloseable {
  private final Split split;
  private final int[] rows;
  private final Function<Batch, BatchTensors> tensors;
  private final Batch batch;
  private final ExecutorService preparing;
  private int next;
  private @Nullable Future<BatchTensors> prepared;

  /**
   * From {@code rows[first]} on; {@code tensors} is called by the preparing thread.
   *
   * @param first a multiple of {@code batchSize}
   */
  BatchStream(
      Split split, int[] rows, int first, int batchSize, Function<Batch, BatchTensors> tensors) {
    this.split = split;
    this.rows = rows;
    this.tensors = tensors;
    this.next = first;
    this.batch = split.newBatch(Math.min(batchSize, Math.max(1, rows.length)));
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
    BatchTensors result = get(prepared);
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
    int count = Math.min(batch.capacity(), rows.length - from);
    next += count;
    prepared =
        preparing.submit(
            () -> {
              split.read(rows, from, count, batch);
              return tensors.apply(batch);
            });
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

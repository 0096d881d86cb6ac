package io.github.ple4j.benchmarks;

import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that read batches of a split, each into a batch of its own, and keep nothing. */
final class SampleReaders implements AutoCloseable {
  private final int threads;
  private final ExecutorService executor;

  SampleReaders(int threads) {
    this.threads = threads;
    this.executor = Executors.newFixedThreadPool(threads);
  }

  /** Reads the first {@code count} rows of an order; returns seconds. */
  double read(Split split, int[] order, int count, int batchSize) {
    long start = System.nanoTime();
    AtomicInteger batches = new AtomicInteger();
    List<Future<?>> readers = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      readers.add(
          executor.submit(
              () -> {
                Batch batch = split.newBatch(batchSize);
                long from = (long) batches.getAndIncrement() * batchSize;
                while (from < count) {
                  split.read(order, (int) from, (int) Math.min(batchSize, count - from), batch);
                  from = (long) batches.getAndIncrement() * batchSize;
                }
              }));
    }
    for (Future<?> reader : readers) {
      await(reader);
    }
    return (System.nanoTime() - start) / 1e9;
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  private static void await(Future<?> reader) {
    try {
      reader.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while samples were read", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}

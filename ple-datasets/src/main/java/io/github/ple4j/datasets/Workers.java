package io.github.ple4j.datasets;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that share a piece of work. To be closed. */
final class Workers implements AutoCloseable {
  private final int count;
  private final ExecutorService threads;

  Workers(int count) {
    this.count = count;
    threads =
        Executors.newFixedThreadPool(
            count,
            task -> {
              Thread thread = new Thread(task, "preparation");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** What a worker does. */
  interface Task {
    void run(int number) throws IOException;
  }

  int count() {
    return count;
  }

  /**
   * Does the tasks from 0 to {@code tasks - 1}, each once, lower numbers first. The first failure
   * that is noticed ends the work and is thrown.
   */
  void run(int tasks, Task task) throws IOException {
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> futures = new ArrayList<>();
    for (int worker = 0; worker < Math.min(count, tasks); worker++) {
      futures.add(
          threads.submit(
              () -> {
                try {
                  for (int i = next.getAndIncrement(); i < tasks; i = next.getAndIncrement()) {
                    task.run(i);
                  }
                } catch (IOException | RuntimeException | Error e) {
                  next.set(tasks); // the others need not go on
                  throw e;
                }
                return null;
              }));
    }
    Throwable failure = null;
    for (Future<?> future : futures) {
      try {
        future.get();
      } catch (ExecutionException e) {
        failure = failure == null ? e.getCause() : failure;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DataException("interrupted while data were prepared", e);
      }
    }
    if (failure instanceof IOException e) {
      throw e;
    } else if (failure instanceof RuntimeException e) {
      throw e;
    } else if (failure != null) {
      throw new IllegalStateException(failure);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}

package io.github.ple4j.serve;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The threads of a {@link Models}: one that looks at files, some that load, one that unloads; and
 * the count of the loads and loaded versions that there are. Thread-safe.
 */
final class ServingThreads {
  private static final System.Logger LOGGER = System.getLogger(ServingThreads.class.getName());
  private static final int LOADERS = Math.min(4, Runtime.getRuntime().availableProcessors());

  private final ScheduledThreadPoolExecutor looker =
      new ScheduledThreadPoolExecutor(1, named("ple-serve-look"));
  private final ExecutorService loaders =
      Executors.newFixedThreadPool(LOADERS, named("ple-serve-load-%d"));
  private final ExecutorService unloader =
      Executors.newSingleThreadExecutor(named("ple-serve-unload"));

  // Guarded by this.
  private int open;

  ServingThreads() {
    looker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    looker.setRemoveOnCancelPolicy(true);
  }

  private static ThreadFactory named(String name) {
    return new ThreadFactoryBuilder().setNameFormat(name).setDaemon(true).build();
  }

  /** Now, in the thread that looks at files; and then, if there is an interval, again and again. */
  void look(Duration interval, Runnable task) {
    try {
      if (interval.isZero()) {
        looker.execute(() -> logged(task));
      } else {
        ScheduledFuture<?> unused =
            looker.scheduleWithFixedDelay(
                () -> logged(task), 0, interval.toNanos(), TimeUnit.NANOSECONDS);
      }
    } catch (RejectedExecutionException closed) {
      return; // there is nothing more to look for
    }
  }

  void later(long time, TimeUnit unit, Runnable task) {
    try {
      ScheduledFuture<?> unused = looker.schedule(() -> logged(task), time, unit);
    } catch (RejectedExecutionException closed) {
      return;
    }
  }

  /** A look that fails must not be the last. */
  private static void logged(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOGGER.log(System.Logger.Level.ERROR, "a look at a model's directory failed", e);
    }
  }

  void load(Runnable task) {
    opened();
    try {
      loaders.execute(
          () -> {
            try {
              task.run();
            } finally {
              ended();
            }
          });
    } catch (RejectedExecutionException closed) {
      ended();
    }
  }

  /** In the caller's thread if all is closed. */
  void unload(Runnable task) {
    Runnable counted =
        () -> {
          try {
            task.run();
          } finally {
            ended();
          }
        };
    try {
      unloader.execute(counted);
    } catch (RejectedExecutionException closed) {
      counted.run();
    }
  }

  /** One more load or loaded version. */
  synchronized void opened() {
    open++;
  }

  private synchronized void ended() {
    open--;
    notifyAll();
  }

  /** Wakes those who wait for something to be. */
  synchronized void changed() {
    notifyAll();
  }

  /** Waits until something is so; false after the time. */
  synchronized boolean await(BooleanSupplier condition, Duration time) throws InterruptedException {
    long end = System.nanoTime() + nanos(time);
    while (!condition.getAsBoolean()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }

  private static long nanos(Duration time) {
    Duration most = Duration.ofDays(365);
    return (time.compareTo(most) < 0 ? time : most).toNanos();
  }

  /** Looks and loads no more, and waits until nothing is loaded. */
  void close() {
    looker.shutdown();
    synchronized (this) {
      try {
        while (open > 0) {
          wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    loaders.shutdown();
    unloader.shutdown();
  }
}

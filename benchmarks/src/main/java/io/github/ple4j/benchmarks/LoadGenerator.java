package io.github.ple4j.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** Requests of several callers, each in a thread of its own. */
final class LoadGenerator {
  /** Where requests go. Called by all callers at the same time. */
  @FunctionalInterface
  interface Target {
    /**
     * Sends a request and waits for its answer.
     *
     * @param caller 0 or more, below the number of callers
     * @return whether it was answered; false if it was refused because there are too many
     */
    boolean send(int caller) throws Exception;
  }

  /**
   * What a load came to.
   *
   * @param seconds from the first request to the last answer
   * @param answered requests
   * @param refused requests
   * @param nanos of those answered, from the time they were to be sent
   */
  record Load(double seconds, long answered, long refused, Histogram nanos) {
    double answeredPerSecond() {
      return answered / seconds;
    }

    double micros(double percentile) {
      return nanos.getValueAtPercentile(percentile) / 1e3;
    }
  }

  private static final int DIGITS = 3;

  private LoadGenerator() {}

  /** Each caller sends its next request when it has the answer to the last: the most there is. */
  static Load closedLoop(Target target, int callers, Duration duration)
      throws InterruptedException, ExecutionException {
    return run(target, callers, duration, 0);
  }

  /**
   * Requests are to be sent at even distances, whether those before are answered or not; so one
   * that had to wait for its caller counts from the time it was to be sent at.
   *
   * @param rate requests per second of all callers
   */
  static Load openLoop(Target target, int callers, Duration duration, double rate)
      throws InterruptedException, ExecutionException {
    return run(target, callers, duration, callers / rate * 1e9);
  }

  private static Load run(Target target, int callers, Duration duration, double intervalNanos)
      throws InterruptedException, ExecutionException {
    LongAdder refused = new LongAdder();
    CountDownLatch ready = new CountDownLatch(callers);
    CountDownLatch go = new CountDownLatch(1);
    List<FutureTask<Histogram>> tasks = new ArrayList<>();
    long[] start = new long[1];
    for (int i = 0; i < callers; i++) {
      int caller = i;
      Callable<Histogram> call =
          () -> {
            ready.countDown();
            go.await();
            // Callers begin one after the other, within an interval.
            double first = intervalNanos * caller / callers;
            return caller(
                target, caller, start[0], first, intervalNanos, duration.toNanos(), refused);
          };
      FutureTask<Histogram> task = new FutureTask<>(call);
      tasks.add(task);
      new Thread(task, "caller " + caller).start();
    }
    ready.await();
    start[0] = System.nanoTime();
    go.countDown();
    Histogram all = new Histogram(DIGITS);
    for (FutureTask<Histogram> task : tasks) {
      all.add(task.get());
    }
    double seconds = (System.nanoTime() - start[0]) / 1e9;
    return new Load(seconds, all.getTotalCount(), refused.sum(), all);
  }

  private static Histogram caller(
      Target target,
      int caller,
      long startNanos,
      double firstNanos,
      double intervalNanos,
      long durationNanos,
      LongAdder refused)
      throws Exception {
    Histogram nanos = new Histogram(DIGITS);
    for (long sent = 0; ; sent++) {
      long intended = startNanos + (long) (firstNanos + sent * intervalNanos);
      if (intervalNanos == 0) {
        intended = System.nanoTime();
      }
      if (intended - startNanos >= durationNanos) {
        return nanos;
      }
      for (long left = intended - System.nanoTime(); left > 0; ) {
        LockSupport.parkNanos(left);
        left = intended - System.nanoTime();
      }
      if (target.send(caller)) {
        nanos.recordValue(System.nanoTime() - intended);
      } else {
        refused.increment();
      }
    }
  }

  /** Runs a load for as long as the code takes to be compiled. */
  static void warmUp(Target target, int callers) throws InterruptedException, ExecutionException {
    closedLoop(target, callers, Duration.ofNanos(TimeUnit.SECONDS.toNanos(3)));
  }
}

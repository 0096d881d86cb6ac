package io.github.ple4j.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
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
     * @throws IOException if it failed, which is counted; whatever else is thrown ends the load
     */
    boolean send(int caller) throws Exception;
  }

  /**
   * What a load came to.
   *
   * @param seconds from the first request to the last answer
   * @param answered requests
   * @param refused requests
   * @param failed requests
   * @param failure what one of those that failed says; empty if none did
   * @param nanos of those answered, from the time they were to be sent
   */
  record Load(
      double seconds, long answered, long refused, long failed, String failure, Histogram nanos) {
    double answeredPerSecond() {
      return answered / seconds;
    }

    /** Whatever became of them. */
    long sent() {
      return answered + refused + failed;
    }

    double refusedShare() {
      return sent() == 0 ? 0 : (double) refused / sent();
    }

    double micros(double percentile) {
      return nanos.getValueAtPercentile(percentile) / 1e3;
    }
  }

  private static final int DIGITS = 3;

  private final Target target;
  private final int callers;
  private final long durationNanos;
  private final double intervalNanos;
  private final List<FutureTask<Histogram>> tasks = new ArrayList<>();
  private final LongAdder refused = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final AtomicLong lastNanos = new AtomicLong();
  private volatile String failure = "";
  private volatile boolean stopped;
  private volatile long startNanos;

  private LoadGenerator(Target target, int callers, Duration duration, double intervalNanos) {
    this.target = target;
    this.callers = callers;
    this.durationNanos = duration.toNanos();
    this.intervalNanos = intervalNanos;
  }

  /** Each caller sends its next request when it has the answer to the last: the most there is. */
  static Load closedLoop(Target target, int callers, Duration duration)
      throws InterruptedException, ExecutionException {
    return new LoadGenerator(target, callers, duration, 0).start().await();
  }

  /** As {@link #startOpenLoop}, for all of the duration. */
  static Load openLoop(Target target, int callers, Duration duration, double rate)
      throws InterruptedException, ExecutionException {
    return startOpenLoop(target, callers, duration, rate).await();
  }

  /**
   * Requests are to be sent at even distances, whether those before are answered or not; so one
   * that had to wait for its caller counts from the time it was to be sent at.
   *
   * @param duration at most
   * @param rate requests per second of all callers
   */
  static LoadGenerator startOpenLoop(Target target, int callers, Duration duration, double rate)
      throws InterruptedException {
    if (!(rate > 0)) {
      throw new IllegalArgumentException("rate must be positive: " + rate);
    }
    return new LoadGenerator(target, callers, duration, callers / rate * 1e9).start();
  }

  private LoadGenerator start() throws InterruptedException {
    CountDownLatch ready = new CountDownLatch(callers);
    CountDownLatch go = new CountDownLatch(1);
    for (int i = 0; i < callers; i++) {
      int caller = i;
      FutureTask<Histogram> task =
          new FutureTask<>(
              () -> {
                ready.countDown();
                go.await();
                return caller(caller);
              });
      tasks.add(task);
      Thread thread = new Thread(task, "caller " + caller);
      thread.setDaemon(true);
      thread.start();
    }
    ready.await();
    startNanos = System.nanoTime();
    go.countDown();
    return this;
  }

  private Histogram caller(int caller) throws Exception {
    Histogram nanos = new Histogram(DIGITS);
    // Callers begin one after the other, within an interval.
    double firstNanos = intervalNanos * caller / callers;
    for (long sent = 0; ; sent++) {
      long intended =
          intervalNanos == 0
              ? System.nanoTime()
              : startNanos + (long) (firstNanos + sent * intervalNanos);
      if (intended - startNanos >= durationNanos || !waited(intended)) {
        return nanos;
      }
      try {
        if (target.send(caller)) {
          nanos.recordValue(System.nanoTime() - intended);
        } else {
          refused.increment();
        }
      } catch (IOException e) {
        failed.increment();
        failure = String.valueOf(e.getMessage());
      }
      lastNanos.accumulateAndGet(System.nanoTime() - startNanos, Math::max);
    }
  }

  /** Whether that time has come, and not the end. */
  private boolean waited(long untilNanos) {
    for (long left = untilNanos - System.nanoTime(); left > 0 && !stopped; ) {
      LockSupport.parkNanos(Math.min(left, 100_000_000));
      left = untilNanos - System.nanoTime();
    }
    return !stopped;
  }

  /** No caller sends another request. */
  void stop() {
    stopped = true;
  }

  /** Returns when the last request is answered. */
  Load await() throws InterruptedException, ExecutionException {
    Histogram all = new Histogram(DIGITS);
    try {
      for (FutureTask<Histogram> task : tasks) {
        all.add(task.get());
      }
    } finally {
      stop();
    }
    return new Load(
        lastNanos.get() / 1e9, all.getTotalCount(), refused.sum(), failed.sum(), failure, all);
  }
}

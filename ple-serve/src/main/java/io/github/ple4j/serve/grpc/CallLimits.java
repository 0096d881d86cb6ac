package io.github.ple4j.serve.grpc;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How many calls a server has at a time, and how long it waits for their requests. Thread-safe. */
final class CallLimits {
  private final int maximumCalls;
  private final Duration requestTime;
  private final Semaphore free;
  private final ScheduledThreadPoolExecutor timer;

  CallLimits(int maximumCalls, Duration requestTime, ScheduledThreadPoolExecutor timer) {
    this.maximumCalls = maximumCalls;
    this.requestTime = requestTime;
    this.free = new Semaphore(maximumCalls);
    this.timer = timer;
  }

  int maximumCalls() {
    return maximumCalls;
  }

  Duration requestTime() {
    return requestTime;
  }

  /** Whether there is room for one more, which {@link #leave}s at its end. */
  boolean tryAdmit() {
    return free.tryAcquire();
  }

  void leave() {
    free.release();
  }

  Future<?> afterRequestTime(Runnable task) {
    return timer.schedule(task, requestTime.toNanos(), TimeUnit.NANOSECONDS);
  }
}

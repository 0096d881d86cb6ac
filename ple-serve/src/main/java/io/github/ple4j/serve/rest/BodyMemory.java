package io.github.ple4j.serve.rest;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that the bodies of all requests take while they come and are answered: many that are
 * each allowed must not together be more than there is. Thread-safe.
 */
final class BodyMemory {
  private final long maximumBytes;
  private final AtomicLong taken = new AtomicLong();

  BodyMemory(long maximumBytes) {
    this.maximumBytes = maximumBytes;
  }

  /** A quarter of the heap, and always enough for one body. */
  static BodyMemory of(RestLimits limits) {
    return new BodyMemory(Math.max(2L * limits.maximumBodyBytes(), heapQuarter()));
  }

  private static long heapQuarter() {
    return Runtime.getRuntime().maxMemory() / 4;
  }

  /** False, and nothing is taken, if there is not so much left. */
  boolean take(long bytes) {
    long now = taken.get();
    while (bytes <= maximumBytes - now) {
      if (taken.compareAndSet(now, now + bytes)) {
        return true;
      }
      now = taken.get();
    }
    return false;
  }

  void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }

  long taken() {
    return taken.get();
  }
}

package io.github.ple4j.serve;

import java.util.concurrent.atomic.AtomicInteger;

/** How many requests there may be at a time. Thread-safe. */
final class Quota {
  private final int maximum;
  private final AtomicInteger taken = new AtomicInteger();

  /** Any number if {@code maximum} is 0. */
  Quota(int maximum) {
    this.maximum = maximum;
  }

  int maximum() {
    return maximum;
  }

  /** False if all are taken. */
  boolean take() {
    int now = taken.get();
    while (maximum == 0 || now < maximum) {
      if (taken.compareAndSet(now, now + 1)) {
        return true;
      }
      now = taken.get();
    }
    return false;
  }

  void giveBack() {
    taken.decrementAndGet();
  }
}

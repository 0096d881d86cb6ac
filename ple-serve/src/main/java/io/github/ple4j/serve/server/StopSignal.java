package io.github.ple4j.serve.server;

import java.util.concurrent.CountDownLatch;

/**
 * SIGTERM and SIGINT as a wish to stop: a server that waits for it ends in order, and its exit
 * status is the process's.
 */
final class StopSignal {
  private static final CountDownLatch REQUESTED = new CountDownLatch(1);
  private static final CountDownLatch FINISHED = new CountDownLatch(1);
  private static volatile boolean watched;
  private static volatile int status;

  private StopSignal() {}

  /** From here on the command ends by itself after {@link #await}. */
  static void watch() {
    watched = true;
    Runtime.getRuntime().addShutdownHook(new Thread(StopSignal::shutDown, "stop signal"));
  }

  /** Returns when the server is to end. */
  static void await() throws InterruptedException {
    REQUESTED.await();
  }

  /** The command has ended. */
  static void finished(int exitStatus) {
    status = exitStatus;
    if (watched && REQUESTED.getCount() > 0) {
      watched = false; // it ended before anybody wished it
    }
    FINISHED.countDown();
  }

  private static void shutDown() {
    if (!watched) {
      return;
    }
    REQUESTED.countDown();
    while (true) {
      try {
        FINISHED.await();
        Runtime.getRuntime().halt(status);
      } catch (InterruptedException notByUs) {
        // What was taken is to be answered.
      }
    }
  }
}

package io.github.ple4j.train.cli;

import java.util.concurrent.CountDownLatch;

/**
 * SIGTERM and SIGINT as a wish to stop. A command that looks at it is waited for, and its exit
 * status is the process's; others end at once.
 */
final class StopSignal {
  private static final CountDownLatch FINISHED = new CountDownLatch(1);
  private static volatile boolean watched;
  private static volatile boolean requested;
  private static volatile int status;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(StopSignal::shutDown, "stop signal"));
  }

  private StopSignal() {}

  /** From here on the command ends by itself after {@link #isRequested}. */
  static void watch() {
    watched = true;
  }

  /** From here on the command has nothing that must not be cut off. */
  static void release() {
    watched = false;
  }

  /** Whether the command should end. */
  static boolean isRequested() {
    return requested;
  }

  /** The command has ended. */
  static void finished(int exitStatus) {
    status = exitStatus;
    FINISHED.countDown();
  }

  private static void shutDown() {
    if (!watched) {
      return; // an exit that nobody asked for from outside, or a command that can just end
    }
    requested = true;
    while (true) {
      try {
        FINISHED.await();
        Runtime.getRuntime().halt(status);
      } catch (InterruptedException notByUs) {
        // The command is not to be cut off.
      }
    }
  }
}

package io.github.ple4j.benchmarks;

import io.github.ple4j.benchmarks.LoadGenerator.Load;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutionException;

/** New versions of a model, one after the other, while it is asked. */
final class ReloadRun {
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final Duration LOADED_WITHIN = Duration.ofMinutes(2);
  private static final long POLL_MILLIS = 50;

  private final PrintWriter out;
  private final LoadTimes times;

  ReloadRun(PrintWriter out, LoadTimes times) {
    this.out = out;
    this.times = times;
  }

  /**
   * Prints what became of the requests.
   *
   * @param versions which has version 1, that is served
   * @return the number of requests that were not answered, refused ones among them
   */
  long print(
      RestCallers.Request service, int count, VersionsDirectory versions, Path export, int reloads)
      throws IOException, InterruptedException, ExecutionException {
    try (RestCallers callers = service.open(count)) {
      LoadGenerator.closedLoop(callers, count, times.warmUp());
      Load most = LoadGenerator.closedLoop(callers, count, times.duration());
      double rate = times.rate(most.answeredPerSecond());
      LoadGenerator requests = LoadGenerator.startOpenLoop(callers, count, LONGEST, rate);
      Load load;
      try {
        for (long version = 2; version <= reloads + 1L; version++) {
          versions.publish(version, export);
          awaitServed(service.uri(), version);
          versions.remove(version - 1);
        }
      } finally {
        requests.stop();
        load = requests.await();
      }
      out.printf(
          Locale.ROOT,
          "%n%d versions served one after the other in %.0f s, %d callers, %.0f requests/s: %d"
              + " answered, %d refused, %d failed; p50 %.0f us, p99 %.0f us, p99.9 %.0f us%n",
          reloads,
          load.seconds(),
          count,
          rate,
          load.answered(),
          load.refused(),
          load.failed(),
          load.micros(50),
          load.micros(99),
          load.micros(99.9));
      if (load.failed() > 0) {
        out.println("failed: " + load.failure());
      }
      out.flush();
      return most.failed() + most.refused() + load.failed() + load.refused();
    }
  }

  private static void awaitServed(URI predict, long version)
      throws IOException, InterruptedException {
    String model = predict.getPath().substring(0, predict.getPath().lastIndexOf(':'));
    URI status = predict.resolve(model + "/versions/" + version);
    long deadline = System.nanoTime() + LOADED_WITHIN.toNanos();
    HttpConnection.Answer answer = HttpConnection.get(status);
    while (answer.status() != 200 || !answer.body().contains("\"AVAILABLE\"")) {
      if (System.nanoTime() > deadline) {
        throw new IOException(
            status
                + ": expected AVAILABLE within "
                + LOADED_WITHIN.toSeconds()
                + " s, found "
                + answer.body().replaceAll("\\s+", " "));
      }
      Thread.sleep(POLL_MILLIS);
      answer = HttpConnection.get(status);
    }
  }
}

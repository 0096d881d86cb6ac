package io.github.ple4j.train.cli;

import java.io.PrintStream;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Tells how many bytes are done, at which rate, and the time left: a bar on a terminal, else a line
 * for every stage and one every ten seconds. Thread-safe.
 */
final class ByteProgress implements AutoCloseable {
  private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int WIDTH = 99;
  private static final double MEGABYTE = 1e6;

  private final PrintStream err;
  private final boolean interactive;
  private final long begun = System.nanoTime();
  private @Nullable ProgressBar bar;
  private String stage = "";
  private long told = System.nanoTime();

  ByteProgress(PrintStream err, boolean interactive) {
    this.err = err;
    this.interactive = interactive;
  }

  /** So many bytes are done. */
  synchronized void at(String newStage, long bytes, long total) {
    if (interactive) {
      bar(newStage, total).stepTo(bytes);
      return;
    }
    long now = System.nanoTime();
    if (newStage.equals(stage) && now - told < LINE_NANOS) {
      return;
    }
    stage = newStage;
    told = now;
    double seconds = (now - begun) / 1e9;
    double rate = bytes / seconds;
    boolean reading = bytes > 0 && bytes < total;
    err.println(
        reading
            ? String.format(
                Locale.ROOT,
                "%s: %.0f of %.0f MB, %.0f MB/s, %.0f s left",
                stage,
                bytes / MEGABYTE,
                total / MEGABYTE,
                rate / MEGABYTE,
                (total - bytes) / rate)
            : stage);
  }

  private ProgressBar bar(String newStage, long total) {
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("preparing")
              .setInitialMax(total)
              .setUnit(" MB", (long) MEGABYTE)
              .showSpeed(new DecimalFormat("0", DecimalFormatSymbols.getInstance(Locale.ROOT)))
              .setConsumer(new ConsoleProgressBarConsumer(err, WIDTH))
              .build();
    }
    if (!newStage.equals(stage)) {
      stage = newStage;
      bar.setExtraMessage(" " + newStage);
    }
    return bar;
  }

  @Override
  public synchronized void close() {
    if (bar != null) {
      bar.close();
    }
  }
}

package io.github.ple4j.train.cli;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/** Tells how many rows are done: a bar on a terminal, else a line every ten seconds. */
final class RowProgress implements AutoCloseable {
  private static final long LINE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int WIDTH = 79;

  private final PrintStream err;
  private final String what;
  private final long total;
  private final @Nullable ProgressBar bar;
  private long told = System.nanoTime();

  RowProgress(PrintStream err, boolean interactive, String what, long total) {
    this.err = err;
    this.what = what;
    this.total = total;
    bar =
        interactive
            ? new ProgressBarBuilder()
                .setTaskName(what)
                .setInitialMax(total)
                .setConsumer(new ConsoleProgressBarConsumer(err, WIDTH))
                .build()
            : null;
  }

  /** So many rows are done. */
  void at(long rows) {
    if (bar != null) {
      bar.stepTo(rows);
      return;
    }
    long now = System.nanoTime();
    if (now - told >= LINE_NANOS) {
      told = now;
      err.println(what + " " + rows + " of " + total + " rows");
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}

package io.github.ple4j.train.cli;

import io.github.ple4j.datasets.CensusIncome;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/**
 * Where a command tells how it goes: a terminal, which gets bars, or a file, which gets lines.
 *
 * @param err not for results
 */
record Console(PrintStream err, boolean interactive) {

  /** Standard error. */
  @SuppressWarnings("SystemConsoleNull") // the launcher sets jdk.console so that null still tells
  static Console standard() {
    return new Console(System.err, System.console() != null);
  }

  void say(String line) {
    err.println(line);
  }

  /** Shows a training; to be closed, so that an error's line stands clear of the bar. */
  ProgressDisplay progress() {
    return new ProgressDisplay(err, interactive);
  }

  /** Shows how many of so many rows are done; to be closed. */
  RowProgress rows(String what, long total) {
    return new RowProgress(err, interactive, what, total);
  }

  /** Shows how many bytes are done; to be closed. */
  ByteProgress bytes() {
    return new ByteProgress(err, interactive);
  }

  /** Downloads the census files, with a bar on a terminal. */
  void download(String name, URI archive, Path directory) {
    say("downloading " + name + " from " + archive + " into " + directory);
    if (!interactive) {
      CensusIncome.download(archive, directory, (bytes, total) -> {});
      return;
    }
    try (ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName(name)
            .setUnit("MB", 1_000_000)
            .setConsumer(new ConsoleProgressBarConsumer(err, 79))
            .build()) {
      CensusIncome.download(
          archive,
          directory,
          (bytes, total) -> {
            total.ifPresent(bar::maxHint);
            bar.stepTo(bytes);
          });
    }
  }
}

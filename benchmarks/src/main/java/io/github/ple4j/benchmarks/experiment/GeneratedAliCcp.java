package io.github.ple4j.benchmarks.experiment;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.google.common.util.concurrent.Uninterruptibles;
import io.github.ple4j.datasets.AliCcpGenerator;
import io.github.ple4j.datasets.AliCcpPreparation;
import io.github.ple4j.train.RunDirectory;
import io.github.ple4j.train.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Logs in the shape of Ali-CCP's, generated and prepared once for each size. */
final class GeneratedAliCcp {
  private static final int THREADS = 2;
  private static final Duration POLL = Duration.ofSeconds(1);

  private final Path work;

  /**
   * @param work where they are kept
   */
  GeneratedAliCcp(Path work) {
    this.work = work;
  }

  /**
   * Prepared data of so many rows of train, made where absent. Of several processes one makes them
   * and the others wait.
   *
   * @throws RunException if they cannot be written
   */
  Path prepared(long rows) {
    Path place = work.resolve("ali-ccp-generated-" + rows);
    Path prepared = place.resolve("prepared");
    // It appears when it is whole.
    while (!Files.isDirectory(prepared)) {
      Optional<RunDirectory> held = RunDirectory.tryResume(place);
      if (held.isPresent()) {
        try (RunDirectory mine = held.get()) {
          if (!Files.isDirectory(prepared)) {
            make(rows, mine.path().resolve("raw"), prepared);
          }
        }
      } else {
        Uninterruptibles.sleepUninterruptibly(POLL);
      }
    }
    return prepared;
  }

  private static void make(long rows, Path raw, Path prepared) {
    try {
      AliCcpGenerator.create(AliCcpGenerator.Options.ofRows(rows))
          .write(raw, THREADS, written -> {});
      AliCcpPreparation.prepare(
          raw,
          prepared,
          AliCcpPreparation.Options.defaults().withThreads(THREADS),
          (stage, bytes, total) -> {});
      MoreFiles.deleteRecursively(raw, RecursiveDeleteOption.ALLOW_INSECURE);
    } catch (IOException e) {
      throw RunException.unwritable(prepared, e);
    }
  }
}

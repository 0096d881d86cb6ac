package io.github.ple4j.benchmarks.experiment;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableList;
import io.github.ple4j.graph.SpecException;
import io.github.ple4j.train.TrainingException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Does the runs of an experiment that are not finished, several at a time, beside other processes
 * that do the same in the same directory.
 */
final class ExperimentRunner {
  private static final long POLL_MILLIS = 1000;

  /** By how much longer than estimated a run may take and still be begun. */
  private static final double MARGIN = 1.3;

  private final Plan plan;
  private final RunStore store;
  private final ExperimentData data;
  private final Pace pace;
  private final String machine;
  private final Consumer<String> progress;
  private volatile boolean failed; // one worker, and so all stop

  /**
   * @param machine in words, for the runs' records
   * @param progress gets a line for every run
   */
  ExperimentRunner(
      Plan plan,
      RunStore store,
      ExperimentData data,
      Pace pace,
      String machine,
      Consumer<String> progress) {
    this.plan = plan;
    this.store = store;
    this.data = data;
    this.pace = pace;
    this.machine = machine;
    this.progress = progress;
  }

  /**
   * Runs until all is done, or the time is over.
   *
   * @param workers how many runs at a time
   */
  void run(int workers, Optional<Instant> deadline) {
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < workers; i++) {
        all.add(threads.submit(() -> work(deadline, workers)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNull(e.getCause());
      Throwables.throwIfUnchecked(cause);
      throw new IllegalStateException(cause);
    } finally {
      threads.shutdownNow();
    }
  }

  /** One run after the other. */
  private void work(Optional<Instant> deadline, int workers) {
    while (!isOver(deadline) && !plan.isDone()) {
      try {
        if (!workOnce(deadline, workers)) {
          return;
        }
      } catch (RuntimeException | Error e) {
        failed = true;
        throw e;
      }
    }
  }

  /**
   * Does the first run that nobody has claimed, or waits; false if no further run fits the time.
   */
  private boolean workOnce(Optional<Instant> deadline, int workers) {
    boolean allTooLong = true;
    for (RunKey key : plan.open()) {
      if (!fits(key, deadline)) {
        continue;
      }
      allTooLong = false;
      Optional<RunStore.Claim> claimed = store.claim(key);
      if (claimed.isPresent()) {
        try (RunStore.Claim claim = claimed.get()) {
          train(key, claim, deadline, workers);
        }
        return true;
      }
    }
    if (allTooLong) {
      return false;
    }
    try {
      Thread.sleep(POLL_MILLIS); // others are at the runs that the next ones wait for
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return true;
  }

  private boolean fits(RunKey key, Optional<Instant> deadline) {
    return deadline.isEmpty()
        || Instant.now()
            .plusMillis((long) (1000 * MARGIN * pace.seconds(key)))
            .isBefore(deadline.get());
  }

  private boolean isOver(Optional<Instant> deadline) {
    return failed || Thread.currentThread().isInterrupted() || isAfter(deadline);
  }

  private static boolean isAfter(Optional<Instant> deadline) {
    return deadline.isPresent() && Instant.now().isAfter(deadline.get());
  }

  private void train(RunKey key, RunStore.Claim claim, Optional<Instant> deadline, int workers) {
    Run run;
    try {
      run = Trial.run(key, data.of(key), machine, () -> isAfter(deadline));
    } catch (TrainingException e) {
      if (isAfter(deadline)) {
        return;
      }
      run = Trial.failed(key, machine, String.valueOf(e.getMessage()));
    } catch (SpecException e) {
      throw new ExperimentException(describe(key) + ": " + e.getMessage(), e);
    }
    claim.finish(run);
    progress.accept(line(run, workers));
  }

  private String line(Run run, int workers) {
    StringBuilder line = new StringBuilder(describe(run.getKey()));
    if (!run.getFailure().isEmpty()) {
      line.append("  failed: ").append(run.getFailure());
    }
    List<TaskResult> results =
        run.getKey().getHeldOut() ? run.getValidationList() : run.getTestList();
    for (TaskResult result : results) {
      line.append(
          String.format(
              Locale.ROOT,
              "  %s %s %.6f",
              result.getTask(),
              result.hasAuc() ? "auc" : "mse",
              result.hasAuc() ? result.getAuc() : result.getMse()));
    }
    line.append(String.format(Locale.ROOT, "  %.0f s", run.getSeconds()));
    Duration left = left(workers);
    return line.append("; about ").append(left.toMinutes() + 1).append(" min left").toString();
  }

  /** Time for all that is not finished. */
  Duration left(int workers) {
    double seconds =
        plan.parts().stream().mapToDouble(part -> secondsLeft(part)).sum() / Math.max(1, workers);
    return Duration.ofSeconds((long) seconds);
  }

  /** Seconds of one worker for the unfinished runs of a part. */
  double secondsLeft(Plan.Part part) {
    return unfinished(part).stream().mapToDouble(pace::seconds).sum();
  }

  /** The runs of a part that are not finished, those not yet known included. */
  ImmutableList<RunKey> unfinished(Plan.Part part) {
    return ImmutableList.<RunKey>builder()
        .addAll(part.keys().stream().filter(key -> store.find(key).isEmpty()).iterator())
        .addAll(part.upcoming())
        .build();
  }

  /** The run in words, and where it is kept. */
  private String describe(RunKey key) {
    return Words.of(key, plan.row(key)) + " (" + RunStore.place(key) + ")";
  }
}

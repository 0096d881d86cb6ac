package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checkpoints of a run: {@code step-00000390} and so on, of which the newest are kept, and in
 * the end those of the best steps.
 */
final class RunCheckpoints implements Checkpointing {
  private static final Pattern STEP = Pattern.compile("step-\\d{8,}");
  private static final String DAMAGED = "damaged-";

  private final Path directory;
  private final int keep;
  private final RunLog log;
  private final TrainingListener listener;
  private final Function<TrainingSession, ImmutableList<String>> firstValues;

  /**
   * @param log whose files the checkpoints tell the length of
   * @param firstValues gives a session without a checkpoint what it starts from, and says what
   */
  RunCheckpoints(
      Path directory,
      int keep,
      RunLog log,
      TrainingListener listener,
      Function<TrainingSession, ImmutableList<String>> firstValues) {
    this.directory = directory;
    this.keep = Math.max(1, keep);
    this.log = log;
    this.listener = listener;
    this.firstValues = firstValues;
  }

  /** The directory of the best steps' variables, once the model is trained. */
  Path best(String task) {
    return directory.resolve(task.isEmpty() ? "best" : "best-" + task);
  }

  @Override
  public Optional<CheckpointState> start(TrainingSession session, BestSteps best) {
    for (Path checkpoint : steps().reverse()) {
      CheckpointState state;
      try {
        state = Checkpoint.read(checkpoint);
      } catch (RunException e) {
        listener.warned(
            e.getMessage()
                + "; "
                + checkpoint.getFileName()
                + " is set aside as "
                + DAMAGED
                + checkpoint.getFileName());
        setAside(checkpoint);
        continue;
      }
      session.restoreState(checkpoint);
      best.load(state.getBestList(), checkpoint);
      log.open(state.getLogBytesMap(), session);
      return Optional.of(state);
    }
    firstValues.apply(session).forEach(listener::warned);
    log.open(ImmutableMap.of(), session);
    return Optional.empty();
  }

  @Override
  public void save(TrainingSession session, CheckpointState.Builder state, BestSteps best) {
    Path next = directory.resolve(String.format(Locale.ROOT, "step-%08d", session.steps()));
    if (Files.exists(next)) {
      return; // of this step already
    }
    session.save(next, state.putAllLogBytes(log.flush()).build(), best::write);
    ImmutableList<Path> all = steps();
    all.subList(0, Math.max(0, all.size() - keep)).forEach(RunCheckpoints::delete);
  }

  @Override
  public void trained(TrainingSession session, String task) {
    delete(best(task)); // of an end that was not reached
    session.save(best(task));
  }

  /** From the oldest to the newest. */
  private ImmutableList<Path> steps() {
    if (!Files.isDirectory(directory)) {
      return ImmutableList.of();
    }
    try (Stream<Path> paths = Files.list(directory)) {
      return paths
          .filter(path -> STEP.matcher(path.getFileName().toString()).matches())
          .sorted(Comparator.comparingLong(RunCheckpoints::step))
          .collect(ImmutableList.toImmutableList());
    } catch (IOException e) {
      throw new RunException(directory + ": cannot be read: " + e, e);
    }
  }

  private static long step(Path checkpoint) {
    return Long.parseLong(checkpoint.getFileName().toString().substring("step-".length()));
  }

  private static void setAside(Path checkpoint) {
    Path aside = checkpoint.resolveSibling(DAMAGED + checkpoint.getFileName());
    try {
      AtomicDirectory.delete(aside);
      Files.move(checkpoint, aside, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new RunException(checkpoint + ": is damaged, and cannot be moved: " + e, e);
    }
  }

  private static void delete(Path directory) {
    try {
      AtomicDirectory.delete(directory);
    } catch (IOException e) {
      throw new RunException(directory + ": cannot be deleted: " + e, e);
    }
  }
}

package io.github.ple4j.train;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The checkpoints of a run: that of the last epoch, and in the end the best. */
final class RunCheckpoints implements Trainer.Checkpointing {
  private final Path directory;
  private @Nullable Path last;

  RunCheckpoints(Path directory) {
    this.directory = directory;
  }

  /** The directory of the best steps' variables, once the model is trained. */
  Path best() {
    return directory.resolve("best");
  }

  @Override
  public void epochDone(TrainingSession session) {
    Path next = directory.resolve(String.format("step-%08d", session.steps()));
    session.save(next);
    if (last != null) {
      try {
        AtomicDirectory.delete(last);
      } catch (IOException e) {
        throw new RunException(last + ": cannot be deleted: " + e, e);
      }
    }
    last = next;
  }

  @Override
  public void trained(TrainingSession session) {
    session.save(best());
  }
}

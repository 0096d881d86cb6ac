package io.github.ple4j.serve;

import io.github.ple4j.serve.PredictorException.Category;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A version's place in a model: what is known of it as long as it is wanted or serves. */
final class VersionSlot {
  final long version;
  VersionState state = VersionState.START;
  Optional<Category> error = Optional.empty();
  String message = "";

  /** Whether the policy wants it. */
  boolean wanted = true;

  /** Whether a load is waiting for its turn or under way. */
  boolean loading;

  /** Loads that failed since the files last changed. */
  int failures;

  /** Whether no further load is tried unless the files change. */
  boolean givenUp;

  /** The files that the last load was or is for. */
  @Nullable VersionFiles attempted;

  /** Their contents then, and at the last look. */
  long attemptedContents;

  long seenContents;

  /** What answers; a newer load of the same version may be under way. */
  @Nullable LoadedVersion serving;

  VersionSlot(long version) {
    this.version = version;
  }

  VersionStatus status() {
    return new VersionStatus(version, state, error, message);
  }

  /** Whether these files are to be loaded now. */
  boolean wants(VersionFiles found) {
    if (loading) {
      return false;
    }
    if (!found.equals(attempted)) {
      failures = 0;
      return true;
    }
    return failures > 0 && repaired(found);
  }

  /** Whether files that failed have changed since, and are no longer changing. */
  private boolean repaired(VersionFiles found) {
    long contents = found.contents();
    boolean resting = contents == seenContents;
    seenContents = contents;
    if (contents == attemptedContents || !resting) {
      return false;
    }
    failures = 0;
    return true;
  }

  void failed(Category category, String problem, int retries) {
    loading = false;
    failures++;
    givenUp = failures > retries;
    error = Optional.of(category);
    message = problem;
    if (serving == null && givenUp) {
      state = VersionState.END;
    }
  }

  void loaded(LoadedVersion version) {
    loading = false;
    failures = 0;
    givenUp = false;
    error = Optional.empty();
    message = "";
    state = VersionState.AVAILABLE;
    serving = version;
  }
}

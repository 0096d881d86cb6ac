package io.github.ple4j.serve;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The {@link Ranking} of a file that may be changed while it is in use, such as by a search for
 * better weights. The file is looked at now and then; what is new takes the place of the old at
 * once, and what is not valid is reported and changes nothing.
 *
 * <p>Write a new file beside it and rename it, so that no half of it is read.
 *
 * <p>Thread-safe; readers do not wait.
 */
public final class RankingFile implements AutoCloseable {
  /** Told of what becomes of the file, in the thread that looks at it. */
  public interface Listener {
    /** Another ranking holds from now on. */
    default void changed(Ranking ranking) {}

    /**
     * The file cannot be read or is not valid, and the ranking before it still holds. Called once
     * for the same file.
     *
     * @param reason in a line, with file, line and column
     */
    default void refused(String reason) {}
  }

  private final Path file;
  private final Listener listener;
  private final Thread watch;
  private volatile Ranking ranking;
  // Guarded by this.
  private String seen;
  private String refusal = "";

  private RankingFile(Path file, Duration interval, Listener listener) throws IOException {
    this.file = file;
    this.listener = listener;
    this.seen = TextFile.read(file).text();
    this.ranking = Ranking.parse(seen, file.toString());
    this.watch = new Thread(() -> watch(interval.toNanos()), "ranking file");
    watch.setDaemon(true);
  }

  private void watch(long intervalNanos) {
    while (true) {
      LockSupport.parkNanos(this, intervalNanos);
      if (Thread.interrupted()) {
        return;
      }
      try {
        refresh();
      } catch (RuntimeException | Error ofTheListener) {
        watch.getUncaughtExceptionHandler().uncaughtException(watch, ofTheListener);
      }
    }
  }

  /**
   * Reads a file, and looks at it again and again.
   *
   * @param interval between two looks; above 0
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if it is not valid, or the interval is not
   */
  public static RankingFile open(Path file, Duration interval, Listener listener)
      throws IOException {
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException("interval must be positive: " + interval);
    }
    RankingFile opened = new RankingFile(file, interval, listener);
    opened.watch.start();
    return opened;
  }

  /** The ranking that holds now. */
  public Ranking ranking() {
    return ranking;
  }

  /** Looks at the file now. */
  public synchronized void refresh() {
    Ranking next;
    try {
      String text = TextFile.read(file).text();
      if (text.equals(seen)) {
        refusal = "";
        return;
      }
      next = Ranking.parse(text, file.toString());
      seen = text;
    } catch (IOException e) {
      refuse(file + ": cannot be read: " + e);
      return;
    } catch (IllegalArgumentException e) {
      refuse(String.valueOf(e.getMessage()));
      return;
    }
    refusal = "";
    ranking = next;
    listener.changed(next);
  }

  private void refuse(String reason) {
    if (!reason.equals(refusal)) {
      refusal = reason;
      listener.refused(reason);
    }
  }

  /** Looks no more; the last ranking holds. */
  @Override
  public void close() {
    watch.interrupt();
  }
}

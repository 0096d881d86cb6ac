package io.github.ple4j.datasets;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * Writes simulated files in the layout of Ali-CCP (Tianchi data set 408), which may not be passed
 * on. Nothing of them is real. What the real files are known to have is followed: the share of rows
 * that have a field, values per row, distinct feature ids, rows per common index (57.9), clicks
 * (1,644,256 of 42,300,135 rows of train) and conversions (9,032 of them), a skeleton in groups of
 * one common index, a click rate that changes along the file, conversions without a click (230),
 * rows that are there twice, fields that are missing.
 *
 * <p>There is something to learn: users have interests that show in profile and history, items have
 * topics that show in category, shop, brand and intentions, and the true probabilities of clicks
 * and conversions follow both, in part alike and in part contrary ways.
 *
 * <p>Every row is a function of the options and its index. Immutable and thread-safe.
 */
public final class AliCcpGenerator {
  /** Names of the files that {@link #write} makes. */
  public static final ImmutableList<String> FILES =
      ImmutableList.of(
          "sample_skeleton_train.csv",
          "common_features_train.csv",
          "sample_skeleton_test.csv",
          "common_features_test.csv",
          AliCcpPreparation.SYNTHETIC_NOTE);

  private static final long FEWEST_ROWS = 100;
  private static final long MOST_ROWS = 1_000_000_000;
  private static final double BYTES_PER_ROW = 497; // of both files together
  // Users of train and test together for each common index of train: with it the real files' number
  // of common indices has the real number of users of train.
  private static final double USERS_PER_INDEX = 0.535;

  private final Options options;
  private final AliCcpCatalogue catalogue;
  private final AliCcpLog train;
  private final AliCcpLog test;
  private final AliCcpBehaviour behaviour;

  private AliCcpGenerator(Options options) {
    this.options = options;
    catalogue = new AliCcpCatalogue(options.drawSeed());
    double indices = options.rows() / AliCcpLog.GROUP_MEAN;
    int users = (int) Math.ceil(Math.min(AliCcpColumn.USER.size(), USERS_PER_INDEX * indices));
    train = new AliCcpLog(options.drawSeed(), 1, options.rows(), users);
    test = new AliCcpLog(options.drawSeed(), 2, options.testRows(), users);
    behaviour = AliCcpBehaviour.fitted(train, catalogue);
  }

  /**
   * What to write.
   *
   * @param rows of train's skeleton
   * @param testRows of test's skeleton
   * @param drawSeed decides every random number
   */
  public record Options(long rows, long testRows, long drawSeed) {

    /** Checks the values. */
    public Options {
      check("rows", rows);
      check("test rows", testRows);
    }

    private static void check(String what, long rows) {
      checkArgument(
          rows >= FEWEST_ROWS && rows <= MOST_ROWS,
          "%s must be in [%s, %s]: %s",
          what,
          FEWEST_ROWS,
          MOST_ROWS,
          rows);
    }

    /** A million rows of train. */
    public static Options defaults() {
      return ofRows(1_000_000);
    }

    /** So many rows of train, and of test as many more as in the real files. */
    public static Options ofRows(long rows) {
      check("rows", rows);
      long testRows = Math.round(rows * (43_016_840 / 42_300_135.0));
      return new Options(rows, Math.min(MOST_ROWS, testRows), 0);
    }

    /** With other rows of test. */
    public Options withTestRows(long testRows) {
      return new Options(rows, testRows, drawSeed);
    }

    /** How many bytes {@link AliCcpGenerator#write} will write, nearly. */
    public long expectedBytes() {
      return (long) (BYTES_PER_ROW * (rows + testRows));
    }

    /** With another seed. */
    public Options withDrawSeed(long drawSeed) {
      return new Options(rows, testRows, drawSeed);
    }
  }

  /** A generator; draws what there is to be shown, and fits the rates. */
  public static AliCcpGenerator create(Options options) {
    return new AliCcpGenerator(options);
  }

  /** What it was made with. */
  public Options options() {
    return options;
  }

  /**
   * Writes {@link #FILES} into a directory, which is made if need be; after a failure some of them
   * may be there in part.
   *
   * @param threads how many make rows; the files do not depend on it
   * @param progress is told how many rows of both skeletons together are written, now and then, by
   *     the calling thread; what it throws ends the writing
   */
  public void write(Path directory, int threads, LongConsumer progress) throws IOException {
    checkArgument(threads >= 1, "threads must be positive: %s", threads);
    Files.createDirectories(directory);
    new AliCcpPair(train, catalogue, this::trainSession, threads)
        .write(directory.resolve(FILES.get(0)), directory.resolve(FILES.get(1)), progress);
    new AliCcpPair(test, catalogue, this::testSession, threads)
        .write(
            directory.resolve(FILES.get(2)),
            directory.resolve(FILES.get(3)),
            rows -> progress.accept(options.rows() + rows));
    Files.writeString(directory.resolve(FILES.get(4)), AliCcpNotice.text(options));
  }

  AliCcpCatalogue catalogue() {
    return catalogue;
  }

  /** Goes over train, with the true probabilities of its rows. */
  AliCcpSession trainSession() {
    return new AliCcpSession(train, catalogue, behaviour);
  }

  /** Goes over test. */
  AliCcpSession testSession() {
    return new AliCcpSession(test, catalogue, behaviour);
  }
}

package io.github.ple4j.datasets;

import java.util.Arrays;

/**
 * What is in a pair of files: rows in groups of one common index each, the users of the groups, and
 * the faulty rows. Immutable and thread-safe.
 */
final class AliCcpLog {
  /** Rows of a common index, on average. */
  static final double GROUP_MEAN = 57.9;

  // Of 42,300,135 rows.
  private static final double CONVERSIONS_WITHOUT_CLICK = 230 / 42_300_135.0;
  private static final double DUPLICATE_ROWS = 1e-4;
  private static final double DUPLICATE_GROUPS = 1e-3;
  // Powers of 1 / x for x^5 = x + 1, with which the four are even together.
  private static final double[] SHARE_STEPS = {
    0.8566748838545029, 0.733891856627126, 0.6287067210378087, 0.5385972572236101
  };
  private static final int FEWEST_FAULTY = 1000;

  private final long key;
  private final long userKey;
  private final long rows;
  private final int users;
  private final long[] starts;
  private final AliCcpMarks conversions;
  private final AliCcpMarks duplicates;
  private final AliCcpMarks duplicateGroups;

  /**
   * Draws a log.
   *
   * @param stream keeps train and test apart
   * @param users how many there are for train and test together
   */
  AliCcpLog(long seed, int stream, long rows, int users) {
    this.key = Seeds.mix(Seeds.mix(seed) + stream);
    this.userKey = Seeds.mix(seed ^ 0x05E25L);
    this.rows = rows;
    this.users = users;
    this.starts = starts(key, rows);
    boolean faulty = rows >= FEWEST_FAULTY;
    long least = faulty ? 1 : 0;
    conversions =
        new AliCcpMarks(
            key + 1, rows, Math.max(least, Math.round(rows * CONVERSIONS_WITHOUT_CLICK)));
    duplicates = new AliCcpMarks(key + 2, rows, Math.max(least, Math.round(rows * DUPLICATE_ROWS)));
    duplicateGroups =
        new AliCcpMarks(
            key + 3, groups(), Math.max(least, Math.round(groups() * DUPLICATE_GROUPS)));
  }

  private static long[] starts(long key, long rows) {
    long[] starts = new long[16 + (int) (rows / 50)];
    AliCcpRandom random = new AliCcpRandom();
    random.begin(key);
    double logarithm = StrictMath.log1p(-1 / GROUP_MEAN);
    int groups = 0;
    long start = 0;
    while (start < rows) {
      if (groups + 1 == starts.length) {
        starts = Arrays.copyOf(starts, starts.length * 2);
      }
      starts[groups] = start;
      groups++;
      start += 1 + (long) (StrictMath.log(1 - random.uniform()) / logarithm);
    }
    starts[groups] = rows;
    return Arrays.copyOf(starts, groups + 1);
  }

  long rows() {
    return rows;
  }

  int groups() {
    return starts.length - 1;
  }

  /** The first row of a group, or the number of rows for the group after the last one. */
  long start(int group) {
    return starts[group];
  }

  /** The group of a row. */
  int groupOf(long row) {
    int found = Arrays.binarySearch(starts, row);
    return found >= 0 ? found : -found - 2;
  }

  /** A group's common index. */
  long commonIndex(int group) {
    return Seeds.mix(key ^ (group + 0x1D0000000000L));
  }

  /** A group's user, counted from 0; train and test have the same users. */
  int user(int group) {
    double uniform = (Seeds.mix(key + 0x5E5000000000L + group) >>> 11) * 0x1p-53;
    return (int) (users * uniform * uniform); // some have many groups
  }

  /** A user's value of field 101, counted from 0: any of the whole range. */
  int userNumber(int user) {
    return (int) ((long) user * AliCcpColumn.USER.size() / users);
  }

  /**
   * A number in [0, 1) for a user and a purpose from 0 to 3. Those of the users cover the interval
   * evenly (Kronecker's sequence), so that few users have a property as often as many.
   */
  double share(int user, int purpose) {
    double share = (userKey >>> 40) * 0x1p-24 + SHARE_STEPS[purpose] * user;
    return share - Math.floor(share);
  }

  /** What decides everything of a user. */
  long userKey(int user) {
    return userKey + user;
  }

  /** What decides everything of a row, given its user. */
  long rowKey(long row) {
    return Seeds.mix(key + 4) + row;
  }

  /** Whether a row has a conversion without a click. */
  boolean convertsWithoutClick(long row) {
    return conversions.contains(row);
  }

  /** Whether a row is the same as the one before it. */
  boolean duplicates(int group, long row) {
    return row > start(group)
        && duplicates.contains(row)
        && !convertsWithoutClick(row)
        && !convertsWithoutClick(row - 1);
  }

  /** Whether the common file has a group's line twice. */
  boolean duplicatesGroup(int group) {
    return duplicateGroups.contains(group);
  }
}

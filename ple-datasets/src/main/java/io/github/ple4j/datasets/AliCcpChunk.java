package io.github.ple4j.datasets;

/**
 * Text of some groups, of the skeleton and of the common features; the latter in an order of their
 * own. Filled anew for some groups after others; not thread-safe.
 */
final class AliCcpChunk {
  private static final int GROUPS = 64; // files depend on it

  private final AliCcpText skeleton = new AliCcpText();
  private final AliCcpText inOrder = new AliCcpText();
  private final AliCcpText common = new AliCcpText();
  private final int[] starts = new int[GROUPS + 1];
  private long rows;

  static int chunks(AliCcpLog log) {
    return (log.groups() + GROUPS - 1) / GROUPS;
  }

  /** Fills in the chunk of a number. */
  void fill(int chunk, AliCcpSession session, AliCcpLines lines) {
    AliCcpLog log = session.log();
    int first = chunk * GROUPS;
    int end = Math.min(first + GROUPS, log.groups());
    rows = log.start(end) - log.start(first);
    skeleton.clear();
    inOrder.clear();
    for (int group = first; group < end; group++) {
      session.group(group);
      starts[group - first] = inOrder.size();
      lines.common(session.user, session.history, log.commonIndex(group), inOrder);
      fillRows(group, session, lines);
    }
    starts[end - first] = inOrder.size();
    reorder(log, first, end - first);
  }

  private void fillRows(int group, AliCcpSession session, AliCcpLines lines) {
    AliCcpLog log = session.log();
    int line = 0;
    for (long row = log.start(group); row < log.start(group + 1); row++) {
      if (log.duplicates(group, row)) {
        int end = skeleton.size();
        skeleton.append(skeleton, line, end);
        line = end;
        continue;
      }
      line = skeleton.size();
      session.row(row);
      lines.skeleton(session.impression, row, log.commonIndex(group), skeleton);
    }
  }

  private void reorder(AliCcpLog log, int first, int groups) {
    int[] order = Shuffle.permutation(groups, log.commonIndex(first), 0);
    common.clear();
    for (int i : order) {
      common.append(inOrder, starts[i], starts[i + 1]);
    }
    for (int i : order) {
      if (log.duplicatesGroup(first + i)) {
        common.append(inOrder, starts[i], starts[i + 1]);
      }
    }
  }

  AliCcpText skeleton() {
    return skeleton;
  }

  AliCcpText common() {
    return common;
  }

  /** How many rows it has. */
  long rows() {
    return rows;
  }
}

package io.github.ple4j.datasets;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The faults that were found so far, in the order of files and lines. Not thread-safe. */
final class AliCcpFaults {
  private static final int EXAMPLES = 3;

  private final FaultPolicy policy;
  private final long most;
  private final Map<AliCcpFault.Kind, Long> counts = new EnumMap<>(AliCcpFault.Kind.class);
  private final List<String> examples = new ArrayList<>();
  private long total;

  /**
   * None yet.
   *
   * @param most how many are too many even if they are to be skipped
   */
  AliCcpFaults(FaultPolicy policy, long most) {
    this.policy = policy;
    this.most = most;
  }

  /**
   * Takes note of a fault.
   *
   * @throws DataException if it is one too many
   */
  void add(String file, long line, AliCcpFault fault) {
    String text = file + ":" + line + ": " + fault.getMessage();
    if (policy == FaultPolicy.FAIL) {
      throw new DataException(text + "; repair the file, or leave such lines out by policy skip");
    }
    long count = counts.merge(fault.kind(), 1L, Long::sum);
    if (count <= EXAMPLES) {
      examples.add(fault.kind().title() + ", " + text);
    }
    total++;
    if (total > most) {
      throw new DataException(
          text
              + "; this is fault "
              + total
              + ", and at most "
              + most
              + " may be skipped: repair the files, or raise the bound");
    }
  }

  /** How often each kind was found. */
  Map<AliCcpFault.Kind, Long> counts() {
    return counts;
  }

  /** A line each for the first of every kind. */
  ImmutableList<String> examples() {
    return ImmutableList.copyOf(examples);
  }
}

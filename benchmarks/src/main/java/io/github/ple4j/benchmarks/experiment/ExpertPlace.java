package io.github.ple4j.benchmarks.experiment;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an expert stands, seen from a gate.
 *
 * @param words such as: own 1
 */
record ExpertPlace(Role role, String words) {
  private static final Pattern OF_TASK =
      Pattern.compile("(?:level_[0-9]+/)?task/(.*)/expert_([0-9]+)");
  private static final Pattern SHARED = Pattern.compile("(?:level_[0-9]+/)?shared/expert_([0-9]+)");

  /** Whose expert it is. */
  enum Role {
    /** Of the gate's task. */
    OWN,
    /** Of all tasks. */
    SHARED,
    /** Of a task that is not the gate's, as under the shared gate. */
    OTHER
  }

  static ExpertPlace of(String expert, GatePlace gate) {
    Matcher ofTask = OF_TASK.matcher(expert);
    if (ofTask.matches()) {
      String task = ofTask.group(1);
      return gate.task().filter(task::equals).isPresent()
          ? new ExpertPlace(Role.OWN, "own " + ofTask.group(2))
          : new ExpertPlace(Role.OTHER, Words.of(task) + " " + ofTask.group(2));
    }
    Matcher shared = SHARED.matcher(expert);
    return new ExpertPlace(
        Role.SHARED, shared.matches() ? "shared " + shared.group(1) : Words.of(expert));
  }
}

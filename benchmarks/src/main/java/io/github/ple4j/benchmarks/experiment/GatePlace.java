package io.github.ple4j.benchmarks.experiment;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a gate stands, read off its name, such as {@code level_1/task/income/gate}.
 *
 * @param level from 1; 0 for a system that has none, as MMOE
 * @param task whose gate it is; empty for the shared gate and the gates of experts
 * @param words what it is, in words, without its level
 */
record GatePlace(int level, Optional<String> task, String words) {
  private static final Pattern NAME = Pattern.compile("(?:level_([0-9]+)/)?(.*?)/?gate");

  static GatePlace of(String gate) {
    Matcher name = NAME.matcher(gate);
    if (!name.matches()) {
      return new GatePlace(0, Optional.empty(), Words.of(gate));
    }
    int level = name.group(1) == null ? 0 : Integer.parseInt(name.group(1));
    String place = name.group(2);
    if (place.startsWith("task/")) {
      String task = place.substring("task/".length());
      return new GatePlace(level, Optional.of(task), Words.of(task));
    }
    String words = place.replaceFirst("^shared/(?=.)", "");
    return new GatePlace(level, Optional.empty(), Words.of(words.replace('/', ' ')));
  }

  /** Such as: level 1, income. */
  String inFull() {
    return level == 0 ? words : "level " + level + ", " + words;
  }
}

package io.github.ple4j.train.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The values of {@code --data-option NAME=VALUE} of one data set. Not thread-safe. */
final class OptionValues {
  private final CommandSpec command;
  private final String data;
  private final Map<String, String> left;
  private final List<String> known = new ArrayList<>();

  OptionValues(CommandSpec command, String data, Map<String, String> values) {
    this.command = command;
    this.data = data;
    this.left = new LinkedHashMap<>(values);
  }

  /** The value of an option, which is then known to be one. */
  <T> T take(String option, T otherwise, Function<String, ? extends T> parse) {
    known.add(option);
    String text = left.remove(option);
    if (text == null) {
      return otherwise;
    }
    try {
      return parse.apply(text);
    } catch (NumberFormatException e) {
      throw wrong("--data-option " + option + ": expected a number, found: " + text);
    }
  }

  /** Refuses what nobody took. */
  void end() {
    if (!left.isEmpty()) {
      throw wrong(
          "--data-option: expected "
              + (known.isEmpty() ? "none" : "one of " + String.join(", ", known))
              + " for "
              + data
              + ", found: "
              + left.keySet().iterator().next());
    }
  }

  /** Of values that cannot be together, or cannot be at all. */
  ParameterException wrong(IllegalArgumentException e) {
    return wrong("--data-option: " + e.getMessage());
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}

package io.github.ple4j.train.cli;

import com.google.common.base.Splitter;
import io.github.ple4j.datasets.AliCcp;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.train.RunException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The options of Ali-CCP. */
final class AliCcpOptions {
  static final String DESCRIPTION =
      "Of ali-ccp: fields (all, or single-valued), tasks (ctr+cvr; ctcvr too), min_count (that of"
          + " the prepared data, to be sure of it).";

  private static final String MIN_COUNT = "min_count";

  private AliCcpOptions() {}

  static AliCcp.Options take(OptionValues values) {
    AliCcp.Options defaults = AliCcp.Options.defaults();
    try {
      return defaults
          .withFields(values.take("fields", defaults.fields(), AliCcpOptions::fields))
          .withTasks(values.take("tasks", defaults.tasks(), AliCcpOptions::tasks));
    } catch (IllegalArgumentException e) {
      throw values.wrong(e);
    }
  }

  /** The frequency cut that is wanted; 0 for any. */
  static int takeMinCount(OptionValues values) {
    return values.take(MIN_COUNT, 0, Integer::parseInt);
  }

  /** Refuses data that were prepared with another frequency cut than the one that is wanted. */
  static void checkPrepared(Dataset data, int minCount) {
    String found = String.valueOf(data.provenance().get(MIN_COUNT));
    if (minCount != 0 && !found.equals(Integer.toString(minCount))) {
      throw new RunException(
          "--data-option min_count: expected data that were prepared with "
              + minCount
              + ", found "
              + found
              + "; prepare them again into another directory");
    }
  }

  private static AliCcp.Fields fields(String text) {
    return Arrays.stream(AliCcp.Fields.values())
        .filter(fields -> name(fields).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "fields: expected all or single-valued, found " + text));
  }

  private static List<AliCcp.Task> tasks(String text) {
    return Splitter.on('+').splitToStream(text).map(AliCcpOptions::task).toList();
  }

  private static AliCcp.Task task(String title) {
    return Arrays.stream(AliCcp.Task.values())
        .filter(task -> task.title().equals(title))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "tasks: expected ctr, cvr and ctcvr with + between them, found " + title));
  }

  private static String name(AliCcp.Fields fields) {
    return fields.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

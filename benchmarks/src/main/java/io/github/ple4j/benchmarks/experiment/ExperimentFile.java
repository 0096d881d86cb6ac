package io.github.ple4j.benchmarks.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Experiments in text format: those that come with this program, and files of the user's own. */
final class ExperimentFile {
  private static final String SUFFIX = ".textproto";

  private ExperimentFile() {}

  /** Names of those that come with this program. */
  static ImmutableList<String> names() {
    return ImmutableList.of(
        "census", "gates", "synthetic", "video", "ab-test", "ali-ccp", "ablation", "related");
  }

  /**
   * Reads an experiment.
   *
   * @param nameOrFile one of {@link #names()}, or a file
   * @throws ExperimentException if there is none, or it is not a whole one
   */
  static Experiment read(String nameOrFile) {
    if (names().contains(nameOrFile)) {
      Experiment experiment = resource(nameOrFile);
      ExperimentCheck.check(experiment, nameOrFile + SUFFIX);
      return experiment;
    }
    Path file = Path.of(nameOrFile);
    if (!Files.isRegularFile(file)) {
      throw new ExperimentException(
          "expected one of the experiments "
              + String.join(", ", names())
              + " or a file in text format, found: "
              + nameOrFile);
    }
    try {
      Experiment experiment = parse(Files.readString(file), nameOrFile);
      ExperimentCheck.isNoName(experiment, names(), nameOrFile);
      return experiment;
    } catch (IOException e) {
      throw new ExperimentException(file + ": cannot be read: " + e, e);
    }
  }

  /** What comes with this program, not checked. */
  static Experiment resource(String name) {
    String resource = name + SUFFIX;
    try (InputStream stream = ExperimentFile.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException("no resource " + resource);
      }
      return merge(new String(stream.readAllBytes(), UTF_8), resource);
    } catch (IOException e) {
      throw new ExperimentException(resource + ": cannot be read: " + e, e);
    }
  }

  /**
   * Reads an experiment from text.
   *
   * @param where for messages
   */
  static Experiment parse(String text, String where) {
    Experiment experiment = merge(text, where);
    ExperimentCheck.check(experiment, where);
    return experiment;
  }

  private static Experiment merge(String text, String where) {
    Experiment.Builder experiment = Experiment.newBuilder();
    try {
      TextFormat.merge(text, experiment);
    } catch (TextFormat.ParseException e) {
      // Names of unknown fields are on a line of their own.
      String problem = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
      throw new ExperimentException(where + ":" + problem, e);
    }
    return experiment.build();
  }
}

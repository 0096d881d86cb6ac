package io.github.ple4j.benchmarks.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.TextFormat;
import io.github.ple4j.train.DefaultModels;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Experiments in text format: those that come with this program, and files of the user's own. */
final class ExperimentFile {
  private static final String NAME = "[a-z0-9]+(-[a-z0-9]+)*";

  private ExperimentFile() {}

  /** Names of those that come with this program. */
  static ImmutableList<String> names() {
    return ImmutableList.of("census", "gates");
  }

  /**
   * Reads an experiment.
   *
   * @param nameOrFile one of {@link #names()}, or a file
   * @throws ExperimentException if there is none, or it is not a whole one
   */
  static Experiment read(String nameOrFile) {
    if (names().contains(nameOrFile)) {
      String resource = nameOrFile + ".textproto";
      try (InputStream stream = ExperimentFile.class.getResourceAsStream(resource)) {
        if (stream == null) {
          throw new IllegalStateException("no resource " + resource);
        }
        return parse(new String(stream.readAllBytes(), UTF_8), resource);
      } catch (IOException e) {
        throw new ExperimentException(resource + ": cannot be read: " + e, e);
      }
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
      expect(
          nameOrFile,
          "name",
          !names().contains(experiment.getName()),
          "another than those of the program",
          experiment.getName());
      return experiment;
    } catch (IOException e) {
      throw new ExperimentException(file + ": cannot be read: " + e, e);
    }
  }

  /**
   * Reads an experiment from text.
   *
   * @param where for messages
   */
  static Experiment parse(String text, String where) {
    Experiment.Builder experiment = Experiment.newBuilder();
    try {
      TextFormat.merge(text, experiment);
    } catch (TextFormat.ParseException e) {
      throw new ExperimentException(where + ":" + e.getMessage(), e);
    }
    check(experiment.build(), where);
    return experiment.build();
  }

  private static void check(Experiment experiment, String where) {
    expect(where, "name", experiment.getName().matches(NAME), "a name", experiment.getName());
    expect(where, "name", !experiment.getName().equals("index"), "another name", "index");
    expect(where, "sections", experiment.getSectionsCount() > 0, "one or more", "none");
    expect(where, "systems", experiment.getSystemsCount() > 0, "one or more", "none");
    expect(where, "seeds", experiment.getSeedsCount() > 0, "one or more", "none");
    distinct(where, "systems", experiment.getSystemsList());
    distinct(
        where,
        "sections.title",
        experiment.getSectionsList().stream().map(Section::getTitle).toList());
    distinct(
        where,
        "sections.name",
        experiment.getSectionsList().stream().map(Section::getName).toList());
    for (String system : experiment.getSystemsList()) {
      expect(
          where,
          "systems",
          DefaultModels.names().contains(system),
          "names of " + DefaultModels.names(),
          system);
    }
    String baseline = experiment.getBaseline();
    expect(
        where,
        "baseline",
        baseline.isEmpty() || experiment.getSystemsList().contains(baseline),
        "one of the systems",
        baseline);
    for (Section section : experiment.getSectionsList()) {
      expect(where, "sections.name", section.getName().matches(NAME), "a name", section.getName());
      checkData(where, experiment, section);
    }
    if (experiment.hasSearch()) {
      checkSearch(where, experiment);
    }
  }

  private static void checkData(String where, Experiment experiment, Section section) {
    String field = "sections[" + section.getName() + "].data";
    Data data = section.getData();
    expect(where, field, data.getKindCase() != Data.KindCase.KIND_NOT_SET, "a kind", "none");
    distinct(
        where,
        "seeds, of what the data of " + section.getName() + " read",
        experiment.getSeedsList().stream().map(seeds -> ExperimentData.read(data, seeds)).toList());
    if (data.hasSynthetic()) {
      Synthetic synthetic = data.getSynthetic();
      double correlation = synthetic.getCorrelation();
      expect(
          where,
          field + ".synthetic.correlation",
          correlation >= 0 && correlation <= 1,
          "0 to 1",
          correlation);
      expect(
          where,
          field + ".synthetic.rows",
          synthetic.getRows() > 0,
          "1 or more",
          synthetic.getRows());
    }
  }

  private static void checkSearch(String where, Experiment experiment) {
    Search search = experiment.getSearch();
    expect(
        where,
        "search.section",
        experiment.getSectionsList().stream()
            .anyMatch(section -> section.getName().equals(search.getSection())),
        "the name of a section",
        search.getSection());
    expect(where, "search.rungs", search.getRungsCount() > 0, "one or more", "none");
    int before = Integer.MAX_VALUE;
    for (Rung rung : search.getRungsList()) {
      expect(
          where,
          "search.rungs.candidates",
          rung.getCandidates() > 0 && rung.getCandidates() <= before,
          "1 or more, and not more than in the rung before",
          rung.getCandidates());
      expect(where, "search.rungs.epochs", rung.getEpochs() > 0, "1 or more", rung.getEpochs());
      before = rung.getCandidates();
    }
    for (Dimension dimension : search.getDimensionsList()) {
      expect(
          where,
          "search.dimensions[" + dimension.getName() + "].choices",
          dimension.getChoicesCount() > 0,
          "one or more",
          "none");
    }
    Candidates.check(search, experiment.getSettings(), where);
  }

  private static void distinct(String where, String field, List<?> values) {
    Set<Object> seen = new HashSet<>();
    for (Object value : values) {
      expect(where, field, seen.add(value), "no two that are equal", String.valueOf(value).strip());
    }
  }

  private static void expect(
      String where, String field, boolean holds, String expected, Object found) {
    if (!holds) {
      throw new ExperimentException(
          where + ": " + field + ": expected " + expected + ", found: " + found);
    }
  }
}

package io.github.ple4j.benchmarks.experiment;

import java.util.List;
import java.util.function.Predicate;

/** Which sections an experiment has where some data cannot be had. */
final class Availability {
  private Availability() {}

  /**
   * The experiment without the sections that stand in for others whose data are there, and without
   * those for which others stand in. Its title is that of a section that stands in and has one.
   *
   * @param available whether data are there
   */
  static Experiment of(Experiment experiment, Predicate<Data> available) {
    List<Section> sections =
        experiment.getSectionsList().stream()
            .filter(section -> isUsed(experiment, section, available))
            .toList();
    Experiment.Builder used = experiment.toBuilder().clearSections().addAllSections(sections);
    sections.stream()
        .map(Section::getTitleInPlace)
        .filter(title -> !title.isEmpty())
        .findFirst()
        .ifPresent(used::setTitle);
    return used.build();
  }

  private static boolean isUsed(Experiment experiment, Section section, Predicate<Data> available) {
    for (Section other : experiment.getSectionsList()) {
      if (section.getInPlaceOf().equals(other.getName()) && available.test(other.getData())) {
        return false;
      }
      if (other.getInPlaceOf().equals(section.getName()) && !available.test(section.getData())) {
        return false;
      }
    }
    return true;
  }
}

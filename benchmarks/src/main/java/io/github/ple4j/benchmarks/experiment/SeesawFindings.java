package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Which systems of a comparison win on one task what they lose on another, and where PLE stands, in
 * sentences.
 */
final class SeesawFindings {
  private static final String PLE = "ple";

  private SeesawFindings() {}

  /** What the gains of a system over the tasks are. */
  private enum Kind {
    SEESAW("Seesaw, with one task's interval above 0 and another's below it: "),
    SEESAW_OF_MEANS(
        "Means on both sides of 0, but not the intervals, so that the runs do not say whether these"
            + " seesaw: "),
    GAIN("Gain on every task, with each interval above 0: "),
    GAIN_OF_MEANS("Gain on every task by the means, but an interval holds 0 or is missing: "),
    LOSS("Loss on every task, with each interval below 0: "),
    LOSS_OF_MEANS("Loss on every task by the means, but an interval holds 0 or is missing: "),
    NOTHING("The mean of a task is 0, and nothing is lost for what is gained: ");

    private final String sentence;

    Kind(String sentence) {
      this.sentence = sentence;
    }
  }

  /** A system with the mean over the tasks of its gain divided by the baseline's metric. */
  private record Relative(String system, double gain) {}

  static ImmutableList<String> of(Experiment experiment, Comparison comparison) {
    Map<Kind, List<String>> systems = new EnumMap<>(Kind.class);
    for (Comparison.OfSystem system : comparison.systems()) {
      List<Estimate> gains = gains(comparison, system);
      if (gains.size() == comparison.tasks().size()) {
        systems.computeIfAbsent(kind(gains), kind -> new ArrayList<>()).add(system.system());
      }
    }
    ImmutableList.Builder<String> sentences = ImmutableList.builder();
    systems.forEach((kind, of) -> sentences.add(kind.sentence + Words.enumeration(of) + "."));
    if (!systems.isEmpty() && !systems.containsKey(Kind.SEESAW)) {
      sentences.add("By the intervals, no system seesaws.");
    }
    standing(experiment, comparison).ifPresent(sentences::add);
    return sentences.build();
  }

  private static List<Estimate> gains(Comparison comparison, Comparison.OfSystem system) {
    return comparison.tasks().stream()
        .flatMap(task -> system.task(task.name()).stream())
        .flatMap(task -> task.gain().stream())
        .map(PairedGain::gain)
        .toList();
  }

  private static Kind kind(List<Estimate> gains) {
    boolean up = gains.stream().anyMatch(gain -> gain.mean() > 0);
    boolean down = gains.stream().anyMatch(gain -> gain.mean() < 0);
    boolean surelyUp = gains.stream().anyMatch(gain -> gain.excludes(0) && gain.mean() > 0);
    boolean surelyDown = gains.stream().anyMatch(gain -> gain.excludes(0) && gain.mean() < 0);
    boolean allSure = gains.stream().allMatch(gain -> gain.excludes(0));
    if (up && down) {
      return surelyUp && surelyDown ? Kind.SEESAW : Kind.SEESAW_OF_MEANS;
    }
    if (gains.stream().anyMatch(gain -> gain.mean() == 0)) {
      return Kind.NOTHING;
    }
    if (up) {
      return allSure ? Kind.GAIN : Kind.GAIN_OF_MEANS;
    }
    return allSure ? Kind.LOSS : Kind.LOSS_OF_MEANS;
  }

  /** Where PLE stands among the systems; empty where it has no gain. */
  private static Optional<String> standing(Experiment experiment, Comparison comparison) {
    List<Relative> ranked =
        comparison.systems().stream()
            .filter(system -> experiment.getSystemsList().contains(system.system()))
            .flatMap(system -> relative(experiment, comparison, system).stream())
            .sorted(Comparator.comparingDouble(Relative::gain).reversed())
            .toList();
    Optional<Relative> ple = ranked.stream().filter(of -> of.system().equals(PLE)).findFirst();
    return ple.map(
        of -> {
          List<String> better =
              ranked.subList(0, ranked.indexOf(of)).stream()
                  .map(one -> one.system() + " (" + Words.signedPercent(one.gain()) + ")")
                  .toList();
          return "By the mean over the tasks of the gain in percent of "
              + experiment.getBaseline()
              + "'s metric, "
              + PLE
              + " ("
              + Words.signedPercent(of.gain())
              + ") is number "
              + (better.size() + 1)
              + " of "
              + ranked.size()
              + (experiment.getVariantsCount() > 0 ? ", variants left out" : "")
              + (better.isEmpty() ? "" : ", behind " + Words.enumeration(better))
              + ". Differences of these means are not tested.";
        });
  }

  private static Optional<Relative> relative(
      Experiment experiment, Comparison comparison, Comparison.OfSystem system) {
    double sum = 0;
    for (Comparison.Task task : comparison.tasks()) {
      OptionalDouble single = baseline(experiment, comparison, task);
      Optional<PairedGain> gain = system.task(task.name()).flatMap(Comparison.OfTask::gain);
      if (single.isEmpty() || gain.isEmpty()) {
        return Optional.empty();
      }
      sum += gain.get().gain().mean() / single.getAsDouble();
    }
    return Optional.of(new Relative(system.system(), sum / comparison.tasks().size()));
  }

  private static OptionalDouble baseline(
      Experiment experiment, Comparison comparison, Comparison.Task task) {
    return comparison.system(experiment.getBaseline()).stream()
        .flatMap(system -> system.task(task.name()).stream())
        .mapToDouble(of -> of.estimate().mean())
        .filter(mean -> mean > 0)
        .findFirst();
  }
}

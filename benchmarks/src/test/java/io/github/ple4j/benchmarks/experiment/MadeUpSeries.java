package io.github.ple4j.benchmarks.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** An experiment over sections of one series, with runs that were never made. */
final class MadeUpSeries {
  static final List<String> TASKS = List.of("first", "second");

  private MadeUpSeries() {}

  /** By how much a system is better than the baseline. */
  interface Gains {
    double of(String system, Section section, String task);
  }

  /** Sections at values of the axis, with five seeds. */
  static Experiment experiment(List<String> systems, double... values) {
    Experiment.Builder experiment =
        Experiment.newBuilder()
            .setName("correlations")
            .setTitle("Gains over correlation")
            .setQuestion("Does PLE gain at every correlation?")
            .addAllSystems(systems)
            .setBaseline("single-task")
            .setShown(Shown.newBuilder().setMetrics(true).setSeesaw(true));
    for (int seed = 1; seed <= 5; seed++) {
      experiment.addSeeds(MadeUpExperiment.seeds(seed));
    }
    for (double value : values) {
      experiment.addSections(section(value));
    }
    return experiment.build();
  }

  static Section section(double value) {
    return Section.newBuilder()
        .setName("at-" + String.valueOf(value).replace('.', '-'))
        .setTitle("Correlation " + value)
        .setData(
            Data.newBuilder()
                .setSynthetic(Synthetic.newBuilder().setCorrelation(value).setRows(1000)))
        .setPlace(
            Place.newBuilder().setAxis("correlation").setValue(value).setSeries("under-trained"))
        .build();
  }

  /** Runs of all systems, sections and seeds, whose gains are those given, up to some noise. */
  static List<Run> runs(Experiment experiment, double noise, Gains gains) {
    List<Run> runs = new ArrayList<>();
    for (Section section : experiment.getSectionsList()) {
      for (Seeds seeds : experiment.getSeedsList()) {
        for (String system : experiment.getSystemsList()) {
          Random random = new Random(system.hashCode() + 31L * seeds.getSplit());
          Run.Builder run =
              MadeUpExperiment.run(system, seeds, experiment.getSettings()).clearTest();
          run.getKeyBuilder().setData(section.getData());
          for (String task : TASKS) {
            double gain =
                system.equals(experiment.getBaseline()) ? 0 : gains.of(system, section, task);
            double mse = 0.5 - gain + noise * random.nextGaussian() + 0.01 * seeds.getSplit();
            run.addTest(TaskResult.newBuilder().setTask(task).setMse(mse).setRows(1000));
          }
          runs.add(run.build());
        }
      }
    }
    return runs;
  }

  static List<Comparison> compare(Experiment experiment, List<Run> runs) {
    return experiment.getSectionsList().stream()
        .map(section -> MadeUpExperiment.compare(experiment, section, runs))
        .toList();
  }

  static String page(Experiment experiment, List<Run> runs) {
    List<Comparison> comparisons = compare(experiment, runs);
    return ExperimentReport.html(experiment, comparisons, MadeUpExperiment.context(comparisons));
  }
}

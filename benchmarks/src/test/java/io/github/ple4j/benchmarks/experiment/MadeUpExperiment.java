package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Maps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** An experiment in the shape of the paper's census-income one, with runs that were never made. */
final class MadeUpExperiment {
  static final Data CENSUS = Data.newBuilder().setCensus(Census.getDefaultInstance()).build();
  static final List<String> TASKS = List.of("income", "never_married");

  private static final Map<String, double[]> AUC =
      Map.ofEntries(
          Map.entry("single-task", new double[] {0.9502, 0.9941}),
          Map.entry("hard-sharing", new double[] {0.9506, 0.9942}),
          Map.entry("asymmetric-sharing", new double[] {0.9499, 0.9940}),
          Map.entry("customized-sharing", new double[] {0.9507, 0.9943}),
          Map.entry("cross-stitch", new double[] {0.9504, 0.9941}),
          Map.entry("sluice", new double[] {0.9505, 0.9942}),
          Map.entry("moe", new double[] {0.9508, 0.9943}),
          Map.entry("mmoe", new double[] {0.9509, 0.9943}),
          Map.entry("ml-mmoe", new double[] {0.9507, 0.9942}),
          Map.entry("cgc", new double[] {0.9513, 0.9944}),
          Map.entry("ple", new double[] {0.9516, 0.9945}));

  private MadeUpExperiment() {}

  static Experiment experiment(int seeds) {
    Experiment.Builder experiment =
        Experiment.newBuilder()
            .setName("census")
            .setTitle("Census-income: the systems of Table 5")
            .setQuestion("Does sharing with <gates> gain over single-task & by how much?")
            .addSections(section())
            .addAllSystems(
                List.of(
                    "single-task",
                    "hard-sharing",
                    "asymmetric-sharing",
                    "customized-sharing",
                    "cross-stitch",
                    "sluice",
                    "moe",
                    "mmoe",
                    "ml-mmoe",
                    "cgc",
                    "ple"))
            .setBaseline("single-task")
            .setShown(Shown.newBuilder().setGates(true).setMetrics(true));
    for (int seed = 1; seed <= seeds; seed++) {
      experiment.addSeeds(seeds(seed));
    }
    return experiment.build();
  }

  static Section section() {
    return Section.newBuilder()
        .setName("paper-protocol")
        .setTitle("The paper's protocol")
        .setData(CENSUS)
        .addPublished(published("single-task", 0.9445, 0.9923))
        .addPublished(
            published("mmoe", 0.9393, 0.9928, 0.0048, 0.0005).toBuilder()
                .setNote("0.9393 is as printed; with its gain, 0.9493 is meant.")
                .addGates(
                    PublishedGate.newBuilder()
                        .setGate("task/income/gate")
                        .addAllMeans(List.of(0.14, 0.37, 0.49)))
                .addGates(
                    PublishedGate.newBuilder()
                        .setGate("task/never_married/gate")
                        .addAllMeans(List.of(0.12, 0.40, 0.48))))
        .addPublished(
            published("ple", 0.9522, 0.9945, 0.0078, 0.0022).toBuilder()
                .addGates(
                    PublishedGate.newBuilder()
                        .setGate("level_2/task/income/gate")
                        .addAllMeans(List.of(0.33, 0.67)))
                .addGates(
                    PublishedGate.newBuilder()
                        .setGate("level_2/task/never_married/gate")
                        .addAllMeans(List.of(0.58, 0.42))))
        .addPublished(
            Published.newBuilder()
                .setSource("measured here")
                .setSystem("gradient-boosted trees")
                .addTasks(PublishedTask.newBuilder().setTask("income").setMetric(0.9525))
                .addTasks(PublishedTask.newBuilder().setTask("never_married").setMetric(0.9947)))
        .build();
  }

  static Seeds seeds(int seed) {
    return Seeds.newBuilder()
        .setDraw(0)
        .setSplit(seed)
        .setOrder(seed)
        .setInitialization(seed)
        .build();
  }

  /** Runs of every system with every seed; those of equal seeds share a part of their noise. */
  static List<Run> runs(Experiment experiment) {
    List<Run> runs = new ArrayList<>();
    for (int seed = 0; seed < experiment.getSeedsCount(); seed++) {
      Random shared = new Random(seed);
      double[] noise = {0.001 * shared.nextGaussian(), 0.0002 * shared.nextGaussian()};
      for (String system : experiment.getSystemsList()) {
        Random own = new Random(system.hashCode() + 31L * seed);
        double[] auc = AUC.getOrDefault(system, new double[] {0.95, 0.994});
        runs.add(
            run(system, experiment.getSeeds(seed), experiment.getSettings())
                .addTest(result("income", auc[0] + noise[0] + 0.0003 * own.nextGaussian()))
                .addTest(result("never_married", auc[1] + noise[1] + 0.0001 * own.nextGaussian()))
                .addAllGates(gates(system, own))
                .build());
      }
    }
    return runs;
  }

  static Run.Builder run(String system, Seeds seeds, Settings settings) {
    return Run.newBuilder()
        .setKey(
            RunKey.newBuilder()
                .setData(CENSUS)
                .setSystem(system)
                .setSeeds(seeds)
                .setSettings(settings))
        .setSeconds(104.2)
        .setParameters(252_306)
        .setFlops(484_422);
  }

  static TaskResult result(String task, double auc) {
    return TaskResult.newBuilder().setTask(task).setAuc(auc).setRows(49_881).build();
  }

  static ReportContext context(List<Comparison> comparisons) {
    return new ReportContext(
        ImmutableList.of(
            "java -jar benchmarks/target/ple-benchmarks.jar experiment census --out runs/census"),
        new RunCounts(
            comparisons.stream().mapToInt(Comparison::finished).sum(),
            comparisons.stream()
                .flatMap(comparison -> comparison.systems().stream())
                .mapToInt(Comparison.OfSystem::expected)
                .sum(),
            0),
        ImmutableList.of("AMD EPYC, 2 cores; Linux amd64."),
        ImmutableList.of("TensorFlow 2.18.0.", "Java 17.0.12."),
        Duration.ofMinutes(185),
        ImmutableList.of("No run of mran: it takes ten times as long as the others."),
        ImmutableList.of(new ReportContext.DeclaredSettings("all sections", "training { }")),
        ImmutableList.of(
            new ReportContext.SearchedSettings(
                "ple", "learning rate 0.002, batch size 1024", "0.00004"),
            new ReportContext.SearchedSettings("cgc", "learning rate 0.001", "0.00021")),
        "The search had 16 candidates of 1 epoch and 4 of 3 epochs for every system.",
        "2026-01-31",
        "runs.textproto");
  }

  private static Published published(String system, double income, double married) {
    return Published.newBuilder()
        .setSource("PLE paper, Table 5")
        .setSystem(system)
        .addTasks(PublishedTask.newBuilder().setTask("income").setMetric(income))
        .addTasks(PublishedTask.newBuilder().setTask("never_married").setMetric(married))
        .build();
  }

  private static Published published(
      String system, double income, double married, double incomeGain, double marriedGain) {
    Published.Builder published = published(system, income, married).toBuilder();
    published.getTasksBuilder(0).setGain(incomeGain);
    published.getTasksBuilder(1).setGain(marriedGain);
    return published.build();
  }

  private static List<GateUse> gates(String system, Random random) {
    List<String> shared = List.of("shared/expert_1", "shared/expert_2", "shared/expert_3");
    return switch (system) {
      case "mmoe" ->
          List.of(
              gate("task/income/gate", shared, random, 0.2, 0.35, 0.45),
              gate("task/never_married/gate", shared, random, 0.22, 0.33, 0.45));
      case "ml-mmoe" -> {
        List<String> first = shared.stream().map(expert -> "level_1/" + expert).toList();
        List<String> second = shared.stream().map(expert -> "level_2/" + expert).toList();
        List<GateUse> gates = new ArrayList<>();
        for (String expert : second) {
          gates.add(gate(expert + "/gate", first, random, 0.3, 0.4, 0.3));
        }
        for (String task : TASKS) {
          gates.add(gate("level_2/task/" + task + "/gate", second, random, 0.5, 0.2, 0.3));
        }
        yield gates;
      }
      case "cgc" -> extraction("", false, random);
      case "ple" -> {
        List<GateUse> gates = new ArrayList<>(extraction("level_1/", true, random));
        gates.addAll(extraction("level_2/", false, random));
        yield gates;
      }
      default -> List.of();
    };
  }

  private static List<GateUse> extraction(String level, boolean sharedGate, Random random) {
    String income = level + "task/income/expert_1";
    String married = level + "task/never_married/expert_1";
    String shared = level + "shared/expert_1";
    List<GateUse> gates = new ArrayList<>();
    gates.add(gate(level + "task/income/gate", List.of(income, shared), random, 0.35, 0.65));
    gates.add(gate(level + "task/never_married/gate", List.of(married, shared), random, 0.6, 0.4));
    if (sharedGate) {
      gates.add(
          gate(level + "shared/gate", List.of(income, married, shared), random, 0.2, 0.52, 0.28));
    }
    return gates;
  }

  /** Weights around those given, that sum to 1. */
  private static GateUse gate(String name, List<String> experts, Random random, double... means) {
    double moved = 0.03 * random.nextGaussian();
    GateUse.Builder gate = GateUse.newBuilder().setGate(name);
    for (int i = 0; i < means.length; i++) {
      double mean = i == 0 ? means[i] + moved : i == 1 ? means[i] - moved : means[i];
      gate.addExperts(
          ExpertUse.newBuilder()
              .setExpert(experts.get(i))
              .setMean(mean)
              .setStandardDeviation(0.08 + 0.02 * random.nextDouble()));
    }
    return gate.build();
  }

  /** The comparison of runs with the experiment's own settings. */
  static Comparison compare(Experiment experiment, Section section, Iterable<Run> runs) {
    return Comparison.of(
        experiment,
        section,
        runs,
        Maps.toMap(experiment.getSystemsList(), system -> experiment.getSettings()));
  }

  /** What the index has of the experiment, of five seeds and all runs, under another name. */
  static IndexEntry indexEntry(String title, String page, int finished, int expected) {
    Experiment experiment = experiment(5);
    List<Comparison> comparisons =
        List.of(compare(experiment, experiment.getSections(0), runs(experiment)));
    return new IndexEntry(
        title,
        "Which?",
        page,
        new RunCounts(finished, expected, 0),
        "2026-01-31",
        "3 h",
        KeyFindings.sentences(experiment, comparisons),
        ImmutableList.of(Headline.of(experiment, comparisons).orElseThrow()));
  }
}

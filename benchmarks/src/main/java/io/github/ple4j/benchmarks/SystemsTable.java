package io.github.ple4j.benchmarks;

import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.graph.ModelSize;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.train.DefaultModels;
import io.github.ple4j.train.Evaluation;
import io.github.ple4j.train.ExportedModel;
import io.github.ple4j.train.RunDirectory;
import io.github.ple4j.train.RunException;
import io.github.ple4j.train.SignatureKind;
import io.github.ple4j.train.TaskMetrics;
import io.github.ple4j.train.TrainingListener;
import io.github.ple4j.train.TrainingResult;
import io.github.ple4j.train.TrainingRun;
import io.github.ple4j.train.TrainingSpec;
import io.github.ple4j.train.TrainingSpecs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ple-benchmarks systems}: every system trained on census-income, and how large it is. */
@Command(
    name = "systems",
    description =
        "Trains every system on census-income, exports it, checks that the export predicts what was"
            + " evaluated, and prints test AUC, parameters, FLOPs and rate.",
    mixinStandardHelpOptions = true)
final class SystemsTable implements Callable<Integer> {
  /** Of AUCs: an export adds in other batches. */
  private static final double CLOSE = 1e-5;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      split = ",",
      converter = ModelName.class,
      description = "Which systems; all by default.")
  private List<String> models = List.of();

  @Option(
      names = "--epochs",
      paramLabel = "N",
      converter = PositiveInt.class,
      defaultValue = "3",
      description = "Of each run.")
  private int epochs;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "runs/systems",
      description = "Of a run for each system. Default: ${DEFAULT-VALUE}")
  private Path out;

  @Override
  public Integer call() {
    Dataset data = Models.census();
    List<String> tasks = data.schema().labels().stream().map(label -> label.name()).toList();
    System.out.println(
        "| system | "
            + String.join(" AUC | ", tasks)
            + " AUC | parameters | FLOPs a sample | samples/s |");
    System.out.println("|---" + "|---".repeat(tasks.size() + 3) + "|");
    for (String name : models.isEmpty() ? DefaultModels.names() : models) {
      System.out.println(row(name, data));
    }
    return 0;
  }

  private String row(String name, Dataset data) {
    ModelSpec model = Models.model(data, name);
    TrainingSpec.Builder spec = TrainingSpecs.defaults(model, data);
    spec.getStoppingBuilder().setEpochs(epochs);
    Path run = out.resolve(name);
    TrainingResult result;
    try (RunDirectory directory = RunDirectory.resume(run)) {
      result =
          TrainingRun.run(
                  directory,
                  spec.build(),
                  data,
                  Placement.cpu(),
                  EnumSet.of(SignatureKind.SERVING_DEFAULT, SignatureKind.ENCODED),
                  List.of("systems"),
                  new TrainingListener() {})
              .orElseThrow();
    }
    checkExport(run.resolve("export").resolve("1"), data, result.test());
    double seconds = result.training().toNanos() / 1e9;
    List<String> cells = new ArrayList<>(List.of(name));
    for (TaskMetrics metrics : result.test().tasks()) {
      cells.add(String.format(Locale.ROOT, "%.6f", metrics.auc().orElse(Double.NaN)));
    }
    cells.add(String.format(Locale.ROOT, "%,d", result.parameters()));
    cells.add(String.format(Locale.ROOT, "%,d", ModelSize.of(model).flops()));
    cells.add(String.format(Locale.ROOT, "%,.0f", result.samples() / seconds));
    return "| " + String.join(" | ", cells) + " |";
  }

  /** The export predicts what training evaluated. */
  private static void checkExport(Path export, Dataset data, Evaluation trained) {
    try (ExportedModel exported = ExportedModel.open(export)) {
      Evaluation found = exported.evaluate(data, data.test());
      for (TaskMetrics expected : trained.tasks()) {
        double auc = expected.auc().orElse(Double.NaN);
        double again = found.task(expected.task()).auc().orElse(Double.NaN);
        if (!(Math.abs(auc - again) < CLOSE)) {
          throw new RunException(
              export + ": expected the AUC " + auc + " of " + expected.task() + ", found " + again);
        }
      }
    }
  }
}

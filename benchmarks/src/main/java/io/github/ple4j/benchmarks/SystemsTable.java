package io.github.ple4j.benchmarks;

import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.graph.ModelSize;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.train.DefaultModels;
import io.github.ple4j.train.TaskMetrics;
import io.github.ple4j.train.Trainer;
import io.github.ple4j.train.TrainingListener;
import io.github.ple4j.train.TrainingResult;
import io.github.ple4j.train.TrainingSpec;
import io.github.ple4j.train.TrainingSpecs;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ple-benchmarks systems}: every system trained on census-income, and how large it is. */
@Command(
    name = "systems",
    description =
        "Trains every system on census-income and prints test AUC, parameters, FLOPs and rate.",
    mixinStandardHelpOptions = true)
final class SystemsTable implements Callable<Integer> {
  @Option(
      names = "--model",
      paramLabel = "NAME",
      split = ",",
      description = "Which systems; all by default.")
  private List<String> models = List.of();

  @Option(names = "--epochs", paramLabel = "N", defaultValue = "3", description = "Of each run.")
  private int epochs;

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
    TrainingResult result =
        Trainer.train(spec.build(), data, Placement.cpu(), new TrainingListener() {});
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
}

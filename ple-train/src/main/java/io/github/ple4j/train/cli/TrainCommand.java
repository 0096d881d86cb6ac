package io.github.ple4j.train.cli;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.ModelSpecs;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.graph.SpecException;
import io.github.ple4j.train.DefaultModels;
import io.github.ple4j.train.MetricsTable;
import io.github.ple4j.train.ModelDerivation;
import io.github.ple4j.train.MtlGain;
import io.github.ple4j.train.RunDirectory;
import io.github.ple4j.train.SignatureKind;
import io.github.ple4j.train.TrainingResult;
import io.github.ple4j.train.TrainingRun;
import io.github.ple4j.train.TrainingSpec;
import io.github.ple4j.train.TrainingSpecs;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ple train}. */
@Command(
    name = "train",
    description = "Trains a model and writes its metrics.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Mixin private DataOptions data;

  @ArgGroup(multiplicity = "1")
  private Architecture architecture;

  /** What is trained. */
  static final class Architecture {
    @Option(
        names = "--model",
        paramLabel = "NAME",
        description = "single-task, hard-sharing, mmoe, cgc or ple, in its default shape.")
    private @Nullable String model;

    @Option(
        names = "--spec",
        paramLabel = "FILE",
        description = "A model spec in text format, such as a run's model.textproto.")
    private @Nullable Path spec;
  }

  @Option(
      names = "--baseline",
      paramLabel = "NAME",
      description =
          "Trains this model too, on the same data in the same order, and prints the MTL gain over"
              + " it.")
  private @Nullable String baseline;

  @Option(names = "--out", required = true, paramLabel = "DIR", description = "A new directory.")
  private Path out;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "3",
      description = "Passes over train.")
  private int epochs;

  @Option(
      names = "--max-steps",
      paramLabel = "N",
      defaultValue = "0",
      description = "Ends the run after so many steps; 0 for no limit.")
  private long maxSteps;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "512",
      description = "Samples a step.")
  private int batchSize;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      defaultValue = "adam",
      description = "sgd, adagrad or adam.")
  private OptimizerName optimizer;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      defaultValue = "0.001",
      description = "Of the first step.")
  private double learningRate;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      defaultValue = "cosine",
      description = "constant, or cosine: to 0 over the run.")
  private ScheduleName schedule;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Moves initial values and the order of rows, never the split.")
  private long seed;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      description = "cpu, gpu or gpu:1; embeddings apart as in gpu,embeddings=cpu.")
  private String device;

  @Option(
      names = "--signatures",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "serving-default,encoded,tf-example,gates",
      description =
          "Of the exported model: ${COMPLETION-CANDIDATES}. The first is there in any case; an old"
              + " runtime may do without tf-example.")
  private List<SignatureName> signatures;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Of TensorFlow; results repeat exactly only at the same number. All cores by default.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Override
  public Integer call() {
    Placement placement = placement();
    checkModel("--model", architecture.model);
    checkModel("--baseline", baseline);
    Console console = Console.standard();
    try (RunDirectory directory = RunDirectory.create(out)) {
      Dataset dataset = data.load(console);
      console.say("deriving the model's constants from train");
      ModelSpec model = model(dataset);
      TrainingResult result = train(directory, model, dataset, placement, console);
      String name = DefaultModels.name(model);
      PrintWriter results = command.commandLine().getOut();
      results.println(name + ", " + result.parameters() + " parameters");
      results.print(MetricsTable.of(result.evaluations()));
      if (baseline != null) {
        compare(name, result, baseline, dataset, placement, console, results);
      }
      results.flush();
    }
    console.say("wrote " + out.resolve("metrics.json") + " and manifest.json");
    return 0;
  }

  private void compare(
      String name,
      TrainingResult result,
      String other,
      Dataset dataset,
      Placement placement,
      Console console,
      PrintWriter results) {
    try (RunDirectory directory = RunDirectory.create(out.resolve("baseline"))) {
      ModelSpec model = ModelDerivation.defaults().derive(dataset, other, seed);
      TrainingResult single = train(directory, model, dataset, placement, console);
      ImmutableList<MtlGain> gains = MtlGain.of(result.test(), single.test());
      results.println();
      results.println(other + ", " + single.parameters() + " parameters");
      results.print(MetricsTable.of(single.evaluations()));
      results.println();
      results.println("MTL gain of " + name + " over " + other + " on test");
      results.print(MetricsTable.ofGains(gains, name, other));
    }
  }

  private TrainingResult train(
      RunDirectory directory,
      ModelSpec model,
      Dataset dataset,
      Placement placement,
      Console console) {
    List<String> arguments = command.commandLine().getParseResult().originalArgs();
    try (ProgressDisplay progress = console.progress()) {
      return TrainingRun.run(
          directory, spec(model, dataset), dataset, placement, signatures(), arguments, progress);
    }
  }

  private Set<SignatureKind> signatures() {
    return EnumSet.copyOf(signatures.stream().map(SignatureName::kind).toList());
  }

  private TrainingSpec spec(ModelSpec model, Dataset dataset) {
    TrainingSpec.Builder spec = TrainingSpecs.defaults(model, dataset);
    spec.setBatchSize(batchSize).setOrderSeed(seed).setThreads(threads);
    spec.getStoppingBuilder().setEpochs(epochs).setMaxSteps(maxSteps);
    optimizer.set(spec.getOptimizerBuilder());
    schedule.set(spec.getLearningRateBuilder().setInitial(learningRate));
    return spec.build();
  }

  private ModelSpec model(Dataset dataset) {
    if (architecture.spec == null) {
      return ModelDerivation.defaults().derive(dataset, String.valueOf(architecture.model), seed);
    }
    Path file = architecture.spec;
    try {
      return ModelSpecs.parse(Files.readString(file, StandardCharsets.UTF_8), file.toString());
    } catch (NoSuchFileException e) {
      throw new SpecException(file.toString(), "expected a model spec, found no file");
    } catch (IOException e) {
      throw new SpecException(file.toString(), "expected a readable model spec, found: " + e);
    }
  }

  private void checkModel(String option, @Nullable String name) {
    if (name != null && !DefaultModels.names().contains(name)) {
      throw new ParameterException(
          command.commandLine(),
          option
              + ": expected one of "
              + String.join(", ", DefaultModels.names())
              + ", found: "
              + name);
    }
  }

  private Placement placement() {
    try {
      return Placement.parse(device);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), "--device: " + e.getMessage());
    }
  }
}

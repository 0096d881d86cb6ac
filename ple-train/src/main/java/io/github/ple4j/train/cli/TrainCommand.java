package io.github.ple4j.train.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.Multimap;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Label;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.train.DefaultModels;
import io.github.ple4j.train.EqualSize;
import io.github.ple4j.train.LeakageGuard;
import io.github.ple4j.train.LeakageReport;
import io.github.ple4j.train.MetricsTable;
import io.github.ple4j.train.MtlGain;
import io.github.ple4j.train.RunDirectory;
import io.github.ple4j.train.SignatureKind;
import io.github.ple4j.train.TrainedModel;
import io.github.ple4j.train.TrainingException;
import io.github.ple4j.train.TrainingResult;
import io.github.ple4j.train.TrainingRun;
import io.github.ple4j.train.TrainingSpec;
import io.github.ple4j.train.TrainingSpecs;
import io.github.ple4j.train.WarmStart;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
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
        description =
            "In its default shape: single-task, hard-sharing, asymmetric-sharing,"
                + " customized-sharing, cross-stitch, sluice, moe, mmoe, ml-mmoe, cgc, ple, mtan,"
                + " snr-trans, snr-aver, gumbel-matrix, routing-network, mran or esmm.")
    private @Nullable String model;

    @Option(
        names = "--spec",
        paramLabel = "FILE",
        description = "A model spec in text format, such as a run's model.textproto.")
    private @Nullable Path spec;
  }

  @Mixin private FeatureOptions features;

  @Option(
      names = "--equal-size",
      description = "With widths that give the dense parameters of single-task, within 2 %%.")
  private boolean equalSize;

  @Option(
      names = "--init-from",
      paramLabel = "DIR",
      description =
          "An export or a checkpoint of an earlier model, such as runs/monday/export/1: known tokens"
              + " keep their embeddings, variables of the same name and shape their values, numbers"
              + " their normalisation.")
  private @Nullable Path initFrom;

  @Option(
      names = "--baseline",
      paramLabel = "NAME",
      description =
          "Trains this model too, on the same data in the same order, and prints the MTL gain over"
              + " it.")
  private @Nullable String baseline;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "A directory that holds no run; made where it is absent.")
  private Path out;

  @Option(
      names = "--resume",
      description =
          "Goes on with the run that --out holds, to the figures that it would have come to. The"
              + " other options must be those of that run.")
  private boolean resume;

  @Option(
      names = "--leakage",
      paramLabel = "ANSWER",
      defaultValue = "refuse",
      description =
          "What to do about inputs that are or decide a label, and equal labels: refuse, warn, or"
              + " ignore, which does not look.")
  private LeakageAnswer leakage;

  /** What follows from a label among the inputs. */
  enum LeakageAnswer {
    refuse,
    warn,
    ignore
  }

  @Mixin private RunOptions run;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "512",
      description = "Samples a step.")
  private int batchSize;

  @Mixin private OptimizationOptions optimization;

  @Mixin private JointOptions joint;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Moves initial values and the order of rows, never the split.")
  private long seed;

  @Mixin private DeviceOptions devices;

  @Option(
      names = "--signatures",
      paramLabel = "NAME",
      split = ",",
      converter = SignatureName.Parser.class,
      defaultValue = "serving-default,encoded,tf-example,gates",
      description =
          "Of the exported model: ${COMPLETION-CANDIDATES}. The first is there in any case; an old"
              + " runtime may do without tf-example.")
  private List<SignatureName> signatures;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Of TensorFlow; results repeat exactly only at the same number. All cores by default, or as"
              + " many as the run has that is resumed.")
  private @Nullable Integer threads;

  @Option(
      names = "--accept-other-threads",
      description = "Lets --resume go on with another number of threads: figures may differ then.")
  private boolean acceptOtherThreads;

  @Override
  public Integer call() {
    devices.parsed();
    checkModel("--model", architecture.model);
    checkModel("--baseline", baseline);
    checkNumbers(); // so that wrong usage leaves nothing behind
    features.derivation();
    if (architecture.spec != null && baseline == null) {
      features.checkNone("--spec");
    }
    Console console = Console.standard();
    Placement placement = devices.placement(console);
    try (RunDirectory directory = directory(out)) {
      if (resume && !directory.holdsRun()) {
        console.say(out + " holds no run to go on with: this is its beginning");
      }
      Dataset dataset = data.load(console);
      checkTasks(dataset);
      guard(dataset, console);
      console.say("deriving the model's constants from train");
      Optional<TrainedModel> earlier = Optional.ofNullable(initFrom).map(TrainedModel::read);
      ModelSpec derived = joint.corrected(model(dataset));
      ModelSpec model = earlier.map(from -> WarmStart.adopt(derived, from.spec())).orElse(derived);
      Optional<TrainingResult> trained =
          train(directory, model, earlier, dataset, placement, console);
      if (trained.isEmpty()) {
        return stopped(console);
      }
      TrainingResult result = trained.get();
      String name = DefaultModels.name(model);
      PrintWriter results = command.commandLine().getOut();
      results.println(name + ", " + result.parameters() + " parameters");
      results.print(MetricsTable.provenance(dataset));
      results.print(MetricsTable.of(result.evaluations()));
      if (baseline != null) {
        if (!compare(name, result, baseline, dataset, placement, console, results)) {
          return stopped(console);
        }
      }
      results.flush();
    }
    console.say("wrote " + out.resolve("metrics.json") + " and manifest.json");
    return 0;
  }

  private void checkNumbers() {
    TrainingSpec.Builder spec = TrainingSpec.newBuilder().setBatchSize(batchSize);
    spec.setThreads(threads == null ? Runtime.getRuntime().availableProcessors() : threads);
    set(spec);
    SpecOptions.check(spec.build(), command.commandLine());
  }

  /** That the tasks which options name are labels; a model's own tasks are looked at later. */
  private void checkTasks(Dataset dataset) {
    List<String> labels = dataset.schema().labels().stream().map(Label::name).toList();
    Multimap<String, String> named = LinkedHashMultimap.create(joint.tasks());
    run.bestTask().ifPresent(task -> named.put("--best-by", task));
    named.forEach(
        (option, task) -> {
          if (!labels.contains(task)) {
            throw new ParameterException(
                command.commandLine(),
                option
                    + ": expected one of the tasks "
                    + String.join(", ", labels)
                    + ", found: "
                    + task);
          }
        });
  }

  private void guard(Dataset dataset, Console console) {
    if (leakage == LeakageAnswer.ignore || (resume && Files.exists(out.resolve("checkpoints")))) {
      return; // looked at when the run began
    }
    LeakageReport report = LeakageGuard.check(dataset);
    report.warnings().forEach(line -> console.say("warning: " + line));
    if (leakage == LeakageAnswer.warn) {
      report.errors().forEach(line -> console.say("warning: " + line));
    } else if (!report.errors().isEmpty()) {
      throw new TrainingException(
          String.join("; ", report.errors()) + "; or train all the same with --leakage warn");
    }
  }

  private RunDirectory directory(Path path) {
    return resume ? RunDirectory.resume(path) : RunDirectory.create(path);
  }

  private static int stopped(Console console) {
    console.say("stopped, and saved; the same command with --resume goes on");
    return 0;
  }

  /** Trains the baseline and prints the gains; false if it was stopped. */
  private boolean compare(
      String name,
      TrainingResult result,
      String other,
      Dataset dataset,
      Placement placement,
      Console console,
      PrintWriter results) {
    try (RunDirectory directory = directory(out.resolve("baseline"))) {
      ModelSpec model = joint.corrected(sized(features.derivation().derive(dataset, other, seed)));
      Optional<TrainingResult> trained =
          train(directory, model, Optional.empty(), dataset, placement, console);
      if (trained.isEmpty()) {
        return false;
      }
      TrainingResult single = trained.get();
      ImmutableList<MtlGain> gains = MtlGain.of(result.test(), single.test());
      results.println();
      results.println(other + ", " + single.parameters() + " parameters");
      results.print(MetricsTable.provenance(dataset));
      results.print(MetricsTable.of(single.evaluations()));
      results.println();
      results.println("MTL gain of " + name + " over " + other + " on test");
      results.print(MetricsTable.provenance(dataset));
      results.print(MetricsTable.ofGains(gains, name, other));
      return true;
    }
  }

  private Optional<TrainingResult> train(
      RunDirectory directory,
      ModelSpec model,
      Optional<TrainedModel> earlier,
      Dataset dataset,
      Placement placement,
      Console console) {
    List<String> arguments = command.commandLine().getParseResult().originalArgs();
    StopSignal.watch();
    try (ProgressDisplay progress = console.progress()) {
      return TrainingRun.run(
          directory,
          spec(directory, model, earlier, dataset),
          dataset,
          placement,
          signatures(),
          arguments,
          progress);
    } finally {
      StopSignal.release();
    }
  }

  private Set<SignatureKind> signatures() {
    return EnumSet.copyOf(signatures.stream().map(SignatureName::kind).toList());
  }

  private TrainingSpec spec(
      RunDirectory directory, ModelSpec model, Optional<TrainedModel> earlier, Dataset dataset) {
    TrainingSpec.Builder spec = TrainingSpecs.defaults(model, dataset);
    spec.setBatchSize(batchSize).setOrderSeed(seed).setThreads(threads(directory));
    set(spec);
    earlier.ifPresent(
        from ->
            spec.getInitialModelBuilder()
                .setPath(from.directory().toString())
                .setSha256(from.sha256()));
    return spec.build();
  }

  private void set(TrainingSpec.Builder spec) {
    run.set(spec);
    optimization.set(spec);
    joint.set(spec, seed);
  }

  private int threads(RunDirectory directory) {
    Optional<Integer> stored = TrainingRun.spec(directory).map(TrainingSpec::getThreads);
    if (threads == null) {
      return stored.orElse(Runtime.getRuntime().availableProcessors());
    }
    if (acceptOtherThreads) {
      TrainingRun.acceptThreads(directory, threads);
    }
    return threads;
  }

  private ModelSpec model(Dataset dataset) {
    return sized(asNamed(dataset));
  }

  private ModelSpec sized(ModelSpec spec) {
    return equalSize ? EqualSize.of(spec) : spec;
  }

  private ModelSpec asNamed(Dataset dataset) {
    if (architecture.spec == null) {
      return features.derivation().derive(dataset, String.valueOf(architecture.model), seed);
    }
    return SpecFile.read(architecture.spec);
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
}

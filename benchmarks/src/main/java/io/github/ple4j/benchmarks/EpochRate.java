package io.github.ple4j.benchmarks;

import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.train.BatchTensors;
import io.github.ple4j.train.EvaluationReport;
import io.github.ple4j.train.RunDirectory;
import io.github.ple4j.train.SignatureKind;
import io.github.ple4j.train.TrainingListener;
import io.github.ple4j.train.TrainingRun;
import io.github.ple4j.train.TrainingSession;
import io.github.ple4j.train.TrainingSpec;
import io.github.ple4j.train.TrainingSpecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ple-benchmarks epoch}: the steps of a run, with batches prepared and logs written as
 * {@code ple train} does, against bare steps on a batch that is ready. The two take turns within
 * one run: bare steps are done while the run waits between two of its steps.
 */
@Command(
    name = "epoch",
    description = "Prints the rate of a run's steps on census-income over that of bare steps.",
    mixinStandardHelpOptions = true)
final class EpochRate implements Callable<Integer> {
  private static final int TURN = 50; // steps

  @Option(
      names = "--model",
      paramLabel = "NAME",
      converter = ModelName.class,
      defaultValue = "ple",
      description = "The model.")
  private String model;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      converter = PositiveInt.class,
      defaultValue = "3",
      description = "Of the run.")
  private int epochs;

  @Override
  public Integer call() throws IOException {
    Dataset data = Models.census();
    TrainingSpec.Builder spec = TrainingSpecs.defaults(Models.model(data, model), data);
    spec.getStoppingBuilder().setEpochs(epochs);
    int batchSize = spec.getBatchSize();
    Path directory = Files.createTempDirectory("ple-epoch");
    Batch batch = Models.firstBatch(data, batchSize);
    try (TrainingSession bare = TrainingSession.open(spec.build(), Placement.cpu());
        BatchTensors tensors = bare.trainingTensors(batch);
        RunDirectory run = RunDirectory.create(directory.resolve("run"))) {
      Turns turns = new Turns(bare, tensors);
      TrainingRun.run(
          run,
          spec.build(),
          data,
          Placement.cpu(),
          EnumSet.of(SignatureKind.SERVING_DEFAULT),
          List.of(),
          turns);
      turns.print(model, batchSize);
    } finally {
      delete(directory);
    }
    return 0;
  }

  private static void delete(Path directory) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(directory)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }

  /** Times a turn of the run's steps, then one of bare steps. */
  private static final class Turns implements TrainingListener {
    private final TrainingSession bare;
    private final BatchTensors tensors;
    private final List<Double> ratios = new ArrayList<>();
    private final List<Double> rates = new ArrayList<>(); // steps a second of the run
    private long started;
    private int steps;
    private boolean evaluated;

    private Turns(TrainingSession bare, BatchTensors tensors) {
      this.bare = bare;
      this.tensors = tensors;
    }

    @Override
    public void evaluated(EvaluationReport report) {
      evaluated = true; // which is no part of a step
    }

    @Override
    public void stepDone(long step, int epoch, long samples, double loss) {
      if (started == 0 || evaluated) {
        begin();
        return;
      }
      steps++;
      if (steps == TURN) {
        double ofRun = (System.nanoTime() - started) / 1e9;
        long start = System.nanoTime();
        for (int i = 0; i < TURN; i++) {
          bare.step(tensors, 1e-4f);
        }
        double ofBare = (System.nanoTime() - start) / 1e9;
        ratios.add(ofBare / ofRun);
        rates.add(TURN / ofRun);
        begin();
      }
    }

    private void begin() {
      evaluated = false;
      steps = 0;
      started = System.nanoTime();
    }

    private void print(String model, int batchSize) {
      // The first turn is of a new JVM.
      List<Double> warm = ratios.subList(1, ratios.size()).stream().sorted().toList();
      List<Double> pace = rates.subList(1, rates.size()).stream().sorted().toList();
      System.out.println(
          String.format(
              Locale.ROOT,
              "%s, batch %d: run over bare steps  median %.3f  (%.3f to %.3f, %d turns of %d"
                  + " steps), %.0f samples/s",
              model,
              batchSize,
              warm.get(warm.size() / 2),
              warm.get(0),
              warm.get(warm.size() - 1),
              warm.size(),
              TURN,
              pace.get(pace.size() / 2) * batchSize));
    }
  }
}

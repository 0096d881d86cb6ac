package io.github.ple4j.benchmarks;

import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.train.BatchTensors;
import io.github.ple4j.train.TrainingSession;
import io.github.ple4j.train.TrainingSpec;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.StepStats;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ple-benchmarks trace}: what a training step's time goes to. */
@Command(
    name = "trace",
    description = {
      "Prints how long the operations of a training step on census-income take, by kind.",
      "Several run at the same time, so that their sum is more than the step."
    },
    mixinStandardHelpOptions = true)
final class StepTrace implements Callable<Integer> {
  private static final int WARM_UP = 5;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      converter = ModelName.class,
      defaultValue = Models.LARGE_PLE,
      description = "The model. ${DEFAULT-VALUE} if not given.")
  private String model;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      converter = PositiveInt.class,
      defaultValue = "1024",
      description = "Samples of a step. ${DEFAULT-VALUE} if not given.")
  private int batchSize;

  @Option(
      names = "--steps",
      paramLabel = "N",
      converter = PositiveInt.class,
      defaultValue = "50",
      description = "Steps that are traced. ${DEFAULT-VALUE} if not given.")
  private int steps;

  @Option(
      names = "--kinds",
      paramLabel = "N",
      converter = PositiveInt.class,
      defaultValue = "15",
      description = "Kinds of operations that have a line. ${DEFAULT-VALUE} if not given.")
  private int kinds;

  /** Operations of one kind, of all steps. */
  private record Kind(long count, long nanos) {
    static final Kind NONE = new Kind(0, 0);

    Kind plus(Kind other) {
      return new Kind(count + other.count, nanos + other.nanos);
    }
  }

  @Override
  public Integer call() {
    Dataset data = Models.census();
    Batch batch = Models.firstBatch(data, batchSize);
    TrainingSpec spec = Models.training(Models.model(data, model), batchSize);
    Map<String, Kind> byKind = new HashMap<>();
    long bare = 0;
    long traced = 0;
    try (TrainingSession session = TrainingSession.open(spec, Placement.cpu());
        BatchTensors tensors = session.trainingTensors(batch)) {
      for (int step = -WARM_UP; step < steps; step++) {
        long start = System.nanoTime();
        session.step(tensors, 1e-4f);
        long between = System.nanoTime();
        StepStats stats = session.trace(tensors, 1e-4f);
        long end = System.nanoTime();
        if (step >= 0) {
          bare += between - start;
          traced += end - between;
          add(stats, byKind);
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%s, batch %d, %d threads: a step takes %.2f ms, one that is traced %.2f; means of %d%n",
        model,
        batchSize,
        spec.getThreads(),
        bare / 1e6 / steps,
        traced / 1e6 / steps,
        steps);
    print(byKind);
    return 0;
  }

  private static void add(StepStats stats, Map<String, Kind> byKind) {
    for (DeviceStepStats device : stats.getDevStatsList()) {
      for (NodeExecStats node : device.getNodeStatsList()) {
        long nanos = node.getOpEndRelNanos() - node.getOpStartRelNanos();
        byKind.merge(kind(node), new Kind(1, nanos), Kind::plus);
      }
    }
  }

  /** Of a label such as {@code name = MatMul(a, b)}. */
  static String kind(NodeExecStats node) {
    String label = node.getTimelineLabel();
    int start = label.indexOf(" = ");
    int end = label.indexOf('(', start + 1);
    return start < 0 || end < 0 ? node.getNodeName() : label.substring(start + 3, end);
  }

  private void print(Map<String, Kind> byKind) {
    Kind all = byKind.values().stream().reduce(Kind.NONE, Kind::plus);
    List<Map.Entry<String, Kind>> longest =
        byKind.entrySet().stream()
            .sorted(
                Map.Entry.<String, Kind>comparingByValue(Comparator.comparingLong(Kind::nanos))
                    .reversed())
            .toList();
    System.out.printf("%-34s %8s %9s %7s%n", "operation", "number", "ms", "of all");
    Kind others = Kind.NONE;
    for (int i = 0; i < longest.size(); i++) {
      if (i < kinds) {
        print(longest.get(i).getKey(), longest.get(i).getValue(), all);
      } else {
        others = others.plus(longest.get(i).getValue());
      }
    }
    print(Math.max(0, longest.size() - kinds) + " other kinds", others, all);
    print("all", all, all);
  }

  private void print(String what, Kind kind, Kind all) {
    System.out.printf(
        Locale.ROOT,
        "%-34s %8.0f %9.3f %7.3f%n",
        what,
        (double) kind.count() / steps,
        kind.nanos() / 1e6 / steps,
        (double) kind.nanos() / Math.max(1, all.nanos()));
  }
}

package io.github.ple4j.benchmarks;

import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.datasets.Split;
import io.github.ple4j.datasets.SyntheticRegression;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.train.BatchTensors;
import io.github.ple4j.train.TrainingSession;
import java.util.Arrays;
import java.util.Locale;

/**
 * How fast synthetic samples are made over how fast PLE trains on them. In a turn, all cores train
 * on a batch that is ready, then one thread makes as many samples, as in a run, then a thread for
 * every core does; so that a noisy machine is noisy for all three.
 */
final class SyntheticPace {
  private static final int BATCH = 512;
  private static final int STEPS = 50; // of a turn
  private static final int SAMPLES = BATCH * STEPS;

  private SyntheticPace() {}

  static void print(int turns) {
    int cores = Runtime.getRuntime().availableProcessors();
    Dataset data =
        SyntheticRegression.create(SyntheticRegression.Options.defaults().withRows(140_000));
    Split train = data.train();
    int[] order = Shuffle.permutation(train.size(), 1, 0);
    Batch batch = train.newBatch(BATCH);
    train.read(order, 0, BATCH, batch);
    double[] trained = new double[turns]; // samples/s
    double[] one = new double[turns]; // over trained
    double[] all = new double[turns];
    try (TrainingSession session =
            TrainingSession.open(
                Models.training(Models.model(data, "ple"), BATCH), Placement.cpu());
        BatchTensors tensors = session.trainingTensors(batch);
        SampleReaders single = new SampleReaders(1);
        SampleReaders many = new SampleReaders(cores)) {
      train(session, tensors); // in a new JVM
      for (int turn = 0; turn < turns; turn++) {
        double training = train(session, tensors);
        trained[turn] = SAMPLES / training;
        one[turn] = training / single.read(train, order, SAMPLES, BATCH);
        all[turn] = training / many.read(train, order, SAMPLES, BATCH);
      }
    }
    Arrays.sort(trained);
    System.out.println(
        String.format(
            Locale.ROOT,
            "%-38s %8.0f samples/s (median of %d turns of %d steps)",
            "ple trained, batch " + BATCH + ", " + cores + " cores",
            trained[turns / 2],
            turns,
            STEPS));
    print("made over trained, by one thread", one);
    print("made over trained, by " + cores + " threads", all);
  }

  /** Returns seconds. */
  private static double train(TrainingSession session, BatchTensors tensors) {
    long start = System.nanoTime();
    for (int step = 0; step < STEPS; step++) {
      session.step(tensors, 1e-4f);
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static void print(String name, double[] ratios) {
    Arrays.sort(ratios);
    System.out.println(
        String.format(
            Locale.ROOT,
            "%-38s %8.1f (%.1f to %.1f)",
            name,
            ratios[ratios.length / 2],
            ratios[0],
            ratios[ratios.length - 1]));
  }
}

package io.github.ple4j.benchmarks;

import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.datasets.Split;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.train.BatchTensors;
import io.github.ple4j.train.TrainingSession;
import java.util.Arrays;
import java.util.Locale;

/**
 * How fast samples are read, or made, over how fast PLE trains on them. In a turn, all cores train
 * on a batch that is ready, then one thread reads as many samples, as in a run, then a thread for
 * every core does, other rows each time; so that a noisy machine is noisy for all three.
 *
 * @param data whose train is read in a shuffled order
 * @param batchSize of both
 * @param steps of a turn
 */
record ReadingPace(Dataset data, int batchSize, int steps) {

  /** Takes turns and prints medians with their range. */
  void print(int turns) {
    int cores = Runtime.getRuntime().availableProcessors();
    Split train = data.train();
    int[] order = Shuffle.permutation(train.size(), 1, 0);
    Batch batch = train.newBatch(batchSize);
    train.read(order, 0, batchSize, batch);
    int samples = Math.multiplyExact(batchSize, steps);
    double[] trained = new double[turns]; // samples/s
    double[] one = new double[turns]; // over trained
    double[] all = new double[turns];
    try (TrainingSession session =
            TrainingSession.open(
                Models.training(Models.model(data, "ple"), batchSize), Placement.cpu());
        BatchTensors tensors = session.trainingTensors(batch);
        SampleReaders single = new SampleReaders(1);
        SampleReaders many = new SampleReaders(cores)) {
      train(session, tensors); // in a new JVM
      for (int turn = 0; turn < turns; turn++) {
        double training = train(session, tensors);
        trained[turn] = samples / training;
        one[turn] =
            training / single.read(train, rows(order, 2 * turn, samples), samples, batchSize);
        all[turn] =
            training / many.read(train, rows(order, 2 * turn + 1, samples), samples, batchSize);
      }
    }
    Arrays.sort(trained);
    System.out.println(
        String.format(
            Locale.ROOT,
            "%-38s %8.0f samples/s (median of %d turns of %d steps)",
            "ple trained, batch " + batchSize + ", " + cores + " cores",
            trained[turns / 2],
            turns,
            steps));
    print("read or made over trained, 1 thread", one);
    print("read or made over trained, " + cores + " threads", all);
  }

  /** The part of an order, from the beginning again where it ends. */
  private static int[] rows(int[] order, int part, int samples) {
    int[] rows = new int[samples];
    for (int i = 0; i < samples; i++) {
      rows[i] = order[(int) (((long) part * samples + i) % order.length)];
    }
    return rows;
  }

  /** Returns seconds. */
  private double train(TrainingSession session, BatchTensors tensors) {
    long start = System.nanoTime();
    for (int step = 0; step < steps; step++) {
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

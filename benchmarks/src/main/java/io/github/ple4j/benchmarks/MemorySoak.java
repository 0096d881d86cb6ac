package io.github.ple4j.benchmarks;

import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.train.BatchTensors;
import io.github.ple4j.train.TrainingSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ple-benchmarks memory}: resident memory of the process over many small steps. */
@Command(
    name = "memory",
    description = "Prints resident memory over many training steps (Linux).",
    mixinStandardHelpOptions = true)
final class MemorySoak implements Callable<Integer> {
  @Option(
      names = "--steps",
      paramLabel = "N",
      converter = PositiveInt.class,
      defaultValue = "20000",
      description = "Steps.")
  private int steps;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      converter = PositiveInt.class,
      defaultValue = "32",
      description = "Samples a step.")
  private int batchSize;

  @Override
  public Integer call() throws IOException {
    Dataset data = Models.census();
    int[] order = Shuffle.permutation(data.train().size(), 1, 0);
    Batch batch = Models.newBatch(data, batchSize);
    try (TrainingSession session =
        TrainingSession.open(
            Models.training(Models.model(data, "ple"), batchSize), Placement.cpu())) {
      int every = Math.max(1, steps / 10);
      for (int step = 1; step <= steps; step++) {
        int from = (int) ((long) step * batchSize % (order.length - batchSize + 1));
        data.train().read(order, from, batchSize, batch);
        try (BatchTensors tensors = session.trainingTensors(batch)) {
          session.step(tensors, 1e-4f);
        }
        if (step % every == 0 || step == 1000) {
          System.out.println("step " + step + "  resident " + residentMegabytes() + " MB");
        }
      }
    }
    return 0;
  }

  private static long residentMegabytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"), StandardCharsets.UTF_8)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024;
      }
    }
    throw new IOException("/proc/self/status: expected a line VmRSS, found none");
  }
}

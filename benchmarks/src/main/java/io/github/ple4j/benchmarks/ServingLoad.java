package io.github.ple4j.benchmarks;

import com.google.common.collect.ImmutableMap;
import io.github.ple4j.benchmarks.LoadGenerator.Load;
import io.github.ple4j.serve.BatchingOptions;
import io.github.ple4j.serve.BatchingPredictor;
import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.Predictor;
import io.github.ple4j.serve.PredictorOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ple-benchmarks serving-load}: many callers of one row each, with and without batches. */
@Command(
    name = "serving-load",
    description = {
      "Prints the throughput and latency of callers of one row each, in this process, of PLE on"
          + " census, with batches and without.",
      "Throughput: each caller sends its next request when it has its answer. Latency: requests"
          + " come at an even rate, a share of the throughput without batches, and count from the"
          + " time they were to be sent at."
    },
    mixinStandardHelpOptions = true)
final class ServingLoad implements Callable<Integer> {
  @Option(
      names = "--callers",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,16,64,256",
      description = "Numbers of callers (default: ${DEFAULT-VALUE}).")
  private List<Integer> callers = List.of();

  @Option(
      names = "--signature",
      paramLabel = "NAME",
      defaultValue = "encoded",
      description = "encoded or serving_default (default: ${DEFAULT-VALUE}).")
  private String signature = "";

  @Option(
      names = "--share",
      paramLabel = "X",
      defaultValue = "0.7",
      description =
          "Rate of requests, as a share of the throughput without batches"
              + " (default: ${DEFAULT-VALUE}).")
  private double share;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Of each measurement (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Rounds, of which the median throughput is shown (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--delay-micros",
      paramLabel = "N",
      defaultValue = "0",
      description = "How long a batch waits for more rows (default: ${DEFAULT-VALUE}).")
  private long delayMicros;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Batches at the same time; as many as there are processors by default.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    BatchingOptions options =
        BatchingOptions.defaults()
            .withThreads(threads)
            .withDelay(Duration.ofNanos(delayMicros * 1000));
    System.out.println(Machine.description());
    System.out.printf(
        Locale.ROOT,
        "%n%7s  %-9s %12s %12s %10s %10s %10s%n",
        "callers",
        "batches",
        "requests/s",
        "at rate/s",
        "p50 us",
        "p99 us",
        "p99.9 us");
    try (BriefExport export = BriefExport.write(Models.census());
        Predictor predictor = Predictor.open(export.path());
        BatchingPredictor batching =
            BatchingPredictor.open(export.path(), PredictorOptions.defaults(), options)) {
      ImmutableMap<String, Column> row = export.inputs(signature, 1);
      LoadGenerator.Target single =
          caller -> predictor.predict(signature, row).columns().size() > 0;
      LoadGenerator.Target batched =
          caller -> batching.predict(signature, row, Set.of(), Long.MAX_VALUE).columns().size() > 0;
      for (int count : callers) {
        measure(single, batched, count);
      }
    }
    return 0;
  }

  private void measure(LoadGenerator.Target single, LoadGenerator.Target batched, int count)
      throws InterruptedException, ExecutionException {
    LoadGenerator.warmUp(single, count);
    LoadGenerator.warmUp(batched, count);
    double[] singles = new double[rounds];
    double[] batches = new double[rounds];
    Duration duration = Duration.ofSeconds(seconds);
    for (int round = 0; round < rounds; round++) {
      singles[round] = LoadGenerator.closedLoop(single, count, duration).answeredPerSecond();
      batches[round] = LoadGenerator.closedLoop(batched, count, duration).answeredPerSecond();
    }
    java.util.Arrays.sort(singles);
    java.util.Arrays.sort(batches);
    double most = singles[rounds / 2];
    double mostBatched = batches[rounds / 2];
    print(count, "off", most, LoadGenerator.openLoop(single, count, duration, most * share), most);
    print(
        count,
        "on",
        mostBatched,
        LoadGenerator.openLoop(batched, count, duration, most * share),
        most);
    System.out.printf(Locale.ROOT, "%7d  %-9s %11.2fx%n", count, "gain", mostBatched / most);
  }

  private void print(int count, String batches, double throughput, Load load, double most) {
    System.out.printf(
        Locale.ROOT,
        "%7d  %-9s %12.0f %12.0f %10.0f %10.0f %10.0f%n",
        count,
        batches,
        throughput,
        most * share,
        load.micros(50),
        load.micros(99),
        load.micros(99.9));
  }
}

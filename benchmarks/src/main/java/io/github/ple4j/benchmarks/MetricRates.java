package io.github.ple4j.benchmarks;

import com.sun.management.ThreadMXBean;
import io.github.ple4j.train.AreaUnderCurve;
import io.github.ple4j.train.GroupedAreaUnderCurve;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ple-benchmarks metrics}: time and memory of the exact metrics of many predictions. */
@Command(
    name = "metrics",
    description = "Prints time and memory of exact AUC and GAUC of many predictions.",
    mixinStandardHelpOptions = true)
final class MetricRates implements Callable<Integer> {
  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "10000000",
      description = "Predictions.")
  private int rows;

  @Option(
      names = "--groups",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Groups of GAUC.")
  private int groupCount;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      converter = PositiveInt.class,
      defaultValue = "9",
      description = "Rounds.")
  private int rounds;

  @Override
  public Integer call() {
    SplittableRandom random = new SplittableRandom(1);
    float[] predictions = new float[rows];
    float[] labels = new float[rows];
    float[] mask = new float[rows];
    long[] groups = new long[rows];
    for (int row = 0; row < rows; row++) {
      predictions[row] = (float) random.nextDouble();
      labels[row] = random.nextDouble() < 0.1 * predictions[row] ? 1 : 0;
      mask[row] = 1;
      groups[row] = random.nextInt(groupCount);
    }
    report("AUC", () -> AreaUnderCurve.of(predictions, labels, mask, rows));
    report("GAUC", () -> GroupedAreaUnderCurve.of(predictions, labels, mask, groups, rows));
    return 0;
  }

  private void report(String name, Supplier<OptionalDouble> metric) {
    double[] seconds = new double[rounds];
    long bytes = 0;
    OptionalDouble value = OptionalDouble.empty();
    for (int round = 0; round < rounds; round++) {
      long allocated = allocated();
      long start = System.nanoTime();
      value = metric.get();
      seconds[round] = (System.nanoTime() - start) / 1e9;
      bytes = allocated() - allocated;
    }
    double first = seconds[0];
    Arrays.sort(seconds);
    System.out.println(
        String.format(
            Locale.ROOT,
            "%-4s of %d predictions: first %.2f s, median %.2f s, %.0f MB allocated (%.6f)",
            name,
            rows,
            first,
            seconds[rounds / 2],
            bytes / 1e6,
            value.orElse(Double.NaN)));
  }

  private static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}

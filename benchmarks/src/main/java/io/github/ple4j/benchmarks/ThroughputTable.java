package io.github.ple4j.benchmarks;

import com.google.common.collect.ImmutableMap;
import io.github.ple4j.benchmarks.LoadGenerator.Load;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** The most that services answer, and how soon they do at a share of that. */
final class ThroughputTable {
  private final PrintWriter out;
  private final LoadTimes times;
  private final int rounds;
  private long failed;

  ThroughputTable(PrintWriter out, LoadTimes times, int rounds) {
    this.out = out;
    this.times = times;
    this.rounds = rounds;
  }

  /**
   * Prints the rows of some numbers of callers. Services take turns, so that a busy machine is busy
   * for all of them; latencies are at a share of the throughput of the first service, and for
   * others at that share of their own too.
   *
   * @param services by what is printed for them
   * @return the number of requests that failed
   */
  long print(ImmutableMap<String, Callers.Service> services, List<Integer> counts)
      throws IOException, InterruptedException, ExecutionException {
    out.printf(
        Locale.ROOT,
        "%n%7s  %-7s %11s %11s %9s %9s %9s %9s %9s%n",
        "callers",
        "batches",
        "requests/s",
        "at rate/s",
        "p50 us",
        "p99 us",
        "p99.9 us",
        "refused",
        "failed");
    for (int count : counts) {
      print(services, count);
    }
    return failed;
  }

  private void print(ImmutableMap<String, Callers.Service> services, int count)
      throws IOException, InterruptedException, ExecutionException {
    Map<String, List<Load>> closed = new HashMap<>();
    for (Map.Entry<String, Callers.Service> service : services.entrySet()) {
      closed.put(service.getKey(), new ArrayList<>());
      try (Callers callers = service.getValue().open(count)) {
        LoadGenerator.closedLoop(callers, count, times.warmUp());
      }
    }
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<String, Callers.Service> service : services.entrySet()) {
        try (Callers callers = service.getValue().open(count)) {
          Load load = LoadGenerator.closedLoop(callers, count, times.duration());
          closed.getOrDefault(service.getKey(), new ArrayList<>()).add(load);
        }
      }
    }
    double first = 0;
    double most = 0;
    for (Map.Entry<String, Callers.Service> service : services.entrySet()) {
      List<Load> loads = closed.getOrDefault(service.getKey(), List.of());
      most = median(loads);
      if (first == 0) {
        first = most;
        row(count, service, loads, most, times.rate(most));
      } else {
        row(count, service, loads, most, times.rate(first));
        row(count, service, List.of(), most, times.rate(most));
      }
    }
    if (services.size() > 1) {
      out.printf(Locale.ROOT, "%7d  %-7s %10.2fx%n", count, "gain", most / first);
    }
    out.flush();
  }

  private static double median(List<Load> loads) {
    double[] sorted = loads.stream().mapToDouble(Load::answeredPerSecond).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private void row(
      int count,
      Map.Entry<String, Callers.Service> service,
      List<Load> closed,
      double throughput,
      double rate)
      throws IOException, InterruptedException, ExecutionException {
    Load open;
    try (Callers callers = service.getValue().open(count)) {
      open = LoadGenerator.openLoop(callers, count, times.duration(), rate);
    }
    List<Load> all = new ArrayList<>(closed);
    all.add(open);
    out.printf(
        Locale.ROOT,
        "%7d  %-7s %11.0f %11.0f %9.0f %9.0f %9.0f %9d %9d%n",
        count,
        service.getKey(),
        throughput,
        rate,
        open.micros(50),
        open.micros(99),
        open.micros(99.9),
        all.stream().mapToLong(Load::refused).sum(),
        all.stream().mapToLong(Load::failed).sum());
    for (Load load : all) {
      failed += load.failed();
      if (load.failed() > 0) {
        out.println("failed: " + load.failure());
        break;
      }
    }
  }
}

package io.github.ple4j.train;

import io.github.ple4j.datasets.Dataset;
import java.util.List;

/** A process that trains two small models and prints their metrics to the last digit. */
final class DeterminismProbe {
  private DeterminismProbe() {}

  public static void main(String[] arguments) {
    for (Dataset data : List.of(ShopData.of(200), Runs.synthetic(280))) {
      TrainingResult result = Runs.train(Runs.spec(data, "ple", 2, 32), data);
      System.out.println(data.name() + " " + result.evaluations());
    }
  }
}

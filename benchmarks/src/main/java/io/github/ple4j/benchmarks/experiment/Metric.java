package io.github.ple4j.benchmarks.experiment;

import java.util.OptionalDouble;

/** What tasks are measured by. */
enum Metric {
  AUC("AUC", "higher") {
    @Override
    double gain(double multi, double single) {
      return multi - single;
    }

    @Override
    OptionalDouble of(TaskResult result) {
      return result.hasAuc() ? OptionalDouble.of(result.getAuc()) : OptionalDouble.empty();
    }
  },
  MSE("MSE", "lower") {
    @Override
    double gain(double multi, double single) {
      return single - multi;
    }

    @Override
    OptionalDouble of(TaskResult result) {
      return result.hasMse() ? OptionalDouble.of(result.getMse()) : OptionalDouble.empty();
    }
  };

  private final String label;
  private final String better;

  Metric(String label, String better) {
    this.label = label;
    this.better = better;
  }

  /** As it is written. */
  String label() {
    return label;
  }

  /** Which of two is better: the higher or the lower. */
  String better() {
    return better;
  }

  /** The MTL gain, eq. 11: positive is better. */
  abstract double gain(double multi, double single);

  /** Of a result; empty where it has none. */
  abstract OptionalDouble of(TaskResult result);
}

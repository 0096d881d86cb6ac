package io.github.ple4j.benchmarks.experiment;

import io.github.ple4j.serve.LengthFunction;

/** What a search may take for f(video length) of eq. 1; lengths are in seconds. */
enum LengthFactor {
  NONE("1"),
  LOGARITHM("ln(1 + length)"),
  SQUARE_ROOT("length^0.5");

  private final String formula;

  LengthFactor(String formula) {
    this.formula = formula;
  }

  /** As pages and runs name it. */
  String formula() {
    return formula;
  }

  LengthFunction function() {
    return switch (this) {
      case NONE -> LengthFunction.none();
      case LOGARITHM -> LengthFunction.log1p(Double.POSITIVE_INFINITY);
      case SQUARE_ROOT -> LengthFunction.power(0.5, Double.POSITIVE_INFINITY);
    };
  }
}

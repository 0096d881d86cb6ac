package io.github.ple4j.benchmarks;

import io.github.ple4j.graph.FeatureSpec;
import io.github.ple4j.graph.ModelSize;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.Mran;
import io.github.ple4j.graph.TaskSpec;

/**
 * The matrix products that a model's formulas have, in the order in which they are written. Those
 * of its graph are the same but for MRAN, which multiplies weights with each other first.
 */
final class WrittenProducts {
  private WrittenProducts() {}

  /** Of one sample in inference, two for every multiplication. */
  static long matrixFlops(ModelSpec spec) {
    return spec.hasMran()
        ? 2 * (attention(spec, spec.getMran()) + towers(spec))
        : ModelSize.of(spec).matrixFlops();
  }

  /** Of fields to each other, and of tasks to fields. */
  private static long attention(ModelSpec spec, Mran mran) {
    long units = mran.getUnits(); // of all heads
    long tasks = spec.getTasksCount();
    long fields = fields(spec);
    long width = spec.getEmbeddingTables(0).getWidth();
    long ofFields =
        3 * fields * width * units // Q, K, V
            + 2 * fields * fields * units // Q K^T, and the weights times V
            + fields * units * units; // W_o
    long ofTasks =
        2 * fields * units * units // K, V
            + 2 * tasks * fields * units
            + tasks * units * units;
    return ofFields + ofTasks;
  }

  private static long fields(ModelSpec spec) {
    long fields = 0;
    for (FeatureSpec feature : spec.getFeaturesList()) {
      fields += 1;
      fields += feature.getNumeric().getMissingIndicator() ? 1 : 0;
    }
    return fields;
  }

  private static long towers(ModelSpec spec) {
    long products = 0;
    for (TaskSpec task : spec.getTasksList()) {
      long width = spec.getMran().getUnits();
      for (int units : task.getTowerUnitsList()) {
        products += width * units;
        width = units;
      }
      products += width;
    }
    return products;
  }
}

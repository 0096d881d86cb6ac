package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Encoding;
import io.github.ple4j.datasets.Feature;
import io.github.ple4j.datasets.Label;
import io.github.ple4j.datasets.Schema;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.ModelSpecs;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A model so small that its gradients are a few lines: x = [a, b, t(one), t(two), s(three)], and of
 * both tasks y = x w + b. Features one and two share a table; ids occur many times in a batch.
 */
final class LinearModel {
  static final ModelSpec SPEC =
      ModelSpecs.parse(
          """
          features { name: "a" numeric { standard_deviation: 1 } }
          features { name: "b" numeric { standard_deviation: 1 } }
          features { name: "one" categorical { embedding_table: "t" } }
          features { name: "two" categorical { embedding_table: "t" } }
          features { name: "three" categorical { embedding_table: "s" } }
          embedding_tables { name: "t" rows: 8 width: 2 }
          embedding_tables { name: "s" rows: 5 width: 3 }
          tasks { name: "click" }
          tasks { name: "click_time" kind: REGRESSION }
          initialization_seed: 7
          hard_sharing {}
          """,
          "test");
  static final String[] TASKS = {"click", "click_time"};

  /** The table that features one and two share, and the rows that no batch reads. */
  static final String TABLE = "embedding/width_2/table";

  static final double BASE_RATE = 0.01;
  static final int WIDTH = 2;
  static final int[] UNREAD = {6, 7};

  private static final Schema SCHEMA =
      new Schema(
          ImmutableList.of(
              new Feature.Numeric("a", false, false, false),
              new Feature.Numeric("b", false, false, false),
              new Feature.Categorical("one", false, false, new Encoding.HashEncoding(8)),
              new Feature.Categorical("two", false, false, new Encoding.HashEncoding(8)),
              new Feature.Categorical("three", false, false, new Encoding.HashEncoding(5))),
          ImmutableList.of(
              new Label("click", Label.Kind.BINARY, Optional.empty()),
              new Label("click_time", Label.Kind.REGRESSION, Optional.of("click = 1"))),
          true,
          false);

  private LinearModel() {}

  /** A run with this optimiser. */
  static TrainingSpec.Builder training(OptimizerSpec optimizer) {
    return TrainingSpec.newBuilder()
        .setModel(SPEC)
        .setBatchSize(8)
        .setThreads(2)
        .setOptimizer(optimizer)
        .setLearningRate(LearningRateSchedule.newBuilder().setInitial(BASE_RATE))
        .setStopping(Stopping.newBuilder().setEpochs(1));
  }

  /** The same with static weights of both tasks. */
  static TrainingSpec.Builder training(OptimizerSpec optimizer, double click, double clickTime) {
    TrainingSpec.Builder spec = training(optimizer);
    spec.getWeightingBuilder()
        .getStaticWeightsBuilder()
        .putInitial("click", click)
        .putInitial("click_time", clickTime);
    return spec;
  }

  /** Random rows; the second task is masked in every third, where its label is NaN. */
  static Batch batch(long seed, int rows) {
    SplittableRandom random = new SplittableRandom(seed);
    Batch batch = new Batch(SCHEMA, rows + 3);
    batch.resize(rows);
    for (int row = 0; row < rows; row++) {
      batch.numeric()[row * 2] = (float) random.nextDouble(-2, 2);
      batch.numeric()[row * 2 + 1] = (float) random.nextDouble(-2, 2);
      batch.ids()[row * 3] = random.nextInt(4); // few ids, so that they repeat
      batch.ids()[row * 3 + 1] = random.nextInt(6);
      batch.ids()[row * 3 + 2] = random.nextInt(5);
      batch.label(0)[row] = random.nextInt(2);
      batch.mask(1)[row] = row % 3 == 2 ? 0 : 1;
      batch.label(1)[row] = row % 3 == 2 ? Float.NaN : (float) random.nextDouble(-3, 3);
      batch.sampleWeight()[row] = (float) random.nextDouble(0.5, 2);
    }
    return batch;
  }
}

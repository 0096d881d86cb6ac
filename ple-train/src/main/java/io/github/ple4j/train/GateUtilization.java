package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.datasets.Split;
import io.github.ple4j.graph.Gate;
import java.util.List;

/**
 * How the gates of a model use their experts over a split, as in Figure 8 of the PLE paper.
 * Immutable.
 *
 * @param rows how many samples were read
 * @param gates in the model's order; a gate over a single expert does not exist
 */
public record GateUtilization(long rows, ImmutableList<OfGate> gates) {
  /** Number of bins of a histogram. */
  public static final int BINS = 20;

  private static final int BATCH = 4096;

  /**
   * The weights of a gate.
   *
   * @param name where it stands, such as {@code level_1/task/click/gate}
   */
  public record OfGate(String name, ImmutableList<OfExpert> experts) {}

  /**
   * The weights that a gate gives an expert.
   *
   * @param name of the expert, such as {@code level_1/task/click/expert_1}
   * @param mean in [0, 1]; those of a gate's experts sum to 1
   * @param standardDeviation of the population
   * @param histogram how many weights are in each of {@link #BINS} equal parts of [0, 1]
   */
  public record OfExpert(
      String name, double mean, double standardDeviation, ImmutableList<Long> histogram) {}

  /**
   * Runs a model over a split, batch by batch; memory does not grow with the rows.
   *
   * @throws io.github.ple4j.graph.SpecException if the model is not one for the data
   * @throws RunException if the model has no gate
   */
  public static GateUtilization of(TrainedModel model, Dataset data, Split split) {
    SpecDataCheck.check(model.spec(), data);
    try (TrainedVariables variables = model.open()) {
      List<Gate> gates = variables.model().gates();
      if (gates.isEmpty()) {
        throw new RunException(
            model.directory()
                + ": expected a model with gates that mix two experts or more, such as ple, found "
                + DefaultModels.name(model.spec()));
      }
      GateSums sums = new GateSums(gates);
      int[] rows = Shuffle.identity(split.size());
      Batch batch = split.newBatch(BATCH);
      for (int from = 0; from < rows.length; from += BATCH) {
        split.read(rows, from, Math.min(BATCH, rows.length - from), batch);
        List<float[]> weights = variables.gates(batch);
        for (int gate = 0; gate < gates.size(); gate++) {
          sums.add(gate, weights.get(gate));
        }
        sums.addRows(batch.size());
      }
      return sums.utilization();
    }
  }
}

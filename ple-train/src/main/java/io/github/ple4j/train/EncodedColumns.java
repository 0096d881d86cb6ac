package io.github.ple4j.train;

import com.google.common.collect.ImmutableMap;
import io.github.ple4j.datasets.Bag;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.graph.FeatureColumns;
import io.github.ple4j.graph.FeatureSpec;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.RawFeatures;
import io.github.ple4j.serve.Column;
import java.util.Arrays;
import org.tensorflow.ndarray.Shape;

/** A batch as the inputs of the signature {@code encoded}. */
final class EncodedColumns {
  private EncodedColumns() {}

  static ImmutableMap<String, Column> of(ModelSpec spec, Batch batch) {
    FeatureColumns columns = FeatureColumns.of(spec);
    int rows = batch.size();
    int ids = columns.singleValued().size();
    int floats = columns.numerics().size();
    ImmutableMap.Builder<String, Column> inputs = ImmutableMap.builder();
    if (ids > 0) {
      inputs.put("ids", Column.ints(Arrays.copyOf(batch.ids(), rows * ids), Shape.of(rows, ids)));
    }
    if (floats > 0) {
      inputs.put(
          "floats",
          Column.floats(Arrays.copyOf(batch.numeric(), rows * floats), Shape.of(rows, floats)));
    }
    if (columns.hasIdWeights()) {
      inputs.put(
          "id_weights",
          Column.floats(Arrays.copyOf(batch.idWeights(), rows * ids), Shape.of(rows, ids)));
    }
    for (int i = 0; i < columns.multiValued().size(); i++) {
      FeatureSpec feature = columns.multiValued().get(i);
      PaddedBag bag = PaddedBag.of(batch.bag(i), rows);
      inputs.put(feature.getName(), Column.ints(bag.ids(), Shape.of(rows, bag.width())));
      inputs.put(
          feature.getName() + RawFeatures.WEIGHTS,
          Column.floats(bag.weights(), Shape.of(rows, bag.width())));
    }
    return inputs.buildOrThrow();
  }

  /** A bag of every row, padded to the longest with id 0 of weight 0. */
  static final class PaddedBag {
    private final int width;
    private final int[] ids; // [rows, width]
    private final float[] weights; // [rows, width]

    private PaddedBag(int rows, int width) {
      this.width = width;
      this.ids = new int[rows * width];
      this.weights = new float[rows * width];
    }

    static PaddedBag of(Bag bag, int rows) {
      int[] offsets = bag.offsets();
      int width = 0;
      for (int row = 0; row < rows; row++) {
        width = Math.max(width, offsets[row + 1] - offsets[row]);
      }
      PaddedBag padded = new PaddedBag(rows, width);
      for (int row = 0; row < rows; row++) {
        int values = offsets[row + 1] - offsets[row];
        System.arraycopy(bag.ids(), offsets[row], padded.ids, row * width, values);
        System.arraycopy(bag.weights(), offsets[row], padded.weights, row * width, values);
      }
      return padded;
    }

    int width() {
      return width;
    }

    int[] ids() {
      return ids;
    }

    float[] weights() {
      return weights;
    }
  }
}

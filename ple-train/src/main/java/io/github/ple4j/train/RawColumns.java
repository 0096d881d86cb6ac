package io.github.ple4j.train;

import com.google.common.collect.ImmutableMap;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.graph.EmbeddingTable;
import io.github.ple4j.graph.FeatureColumns;
import io.github.ple4j.graph.FeatureSpec;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.RawFeatures;
import io.github.ple4j.graph.VocabularyReference;
import io.github.ple4j.serve.Column;
import java.util.Optional;
import java.util.function.IntFunction;
import org.tensorflow.ndarray.Shape;

/** A batch as raw features by name: what {@code serving_default} takes. */
final class RawColumns {
  private final ModelSpec spec;
  private final Dataset data;
  private final Batch batch;

  private RawColumns(ModelSpec spec, Dataset data, Batch batch) {
    this.spec = spec;
    this.data = data;
    this.batch = batch;
  }

  /** Empty if a feature is hashed: no token is known of an id then. */
  static Optional<ImmutableMap<String, Column>> of(ModelSpec spec, Dataset data, Batch batch) {
    return spec.getEmbeddingTablesList().stream().anyMatch(EmbeddingTable::hasHashBuckets)
        ? Optional.empty()
        : Optional.of(new RawColumns(spec, data, batch).columns());
  }

  private ImmutableMap<String, Column> columns() {
    ImmutableMap.Builder<String, Column> inputs = ImmutableMap.builder();
    FeatureColumns columns = FeatureColumns.of(spec);
    int rows = batch.size();
    for (int i = 0; i < columns.numerics().size(); i++) {
      String name = columns.numerics().get(i).getName();
      inputs.put(name, Column.floats(every(batch.numeric(), i, columns.numerics().size())));
    }
    for (int i = 0; i < columns.singleValued().size(); i++) {
      FeatureSpec feature = columns.singleValued().get(i);
      int all = columns.singleValued().size();
      int[] ids = new int[rows];
      for (int row = 0; row < rows; row++) {
        ids[row] = batch.ids()[row * all + i];
      }
      inputs.put(feature.getName(), tokens(feature, ids, Shape.of(rows)));
      if (feature.getCategorical().getWeighted()) {
        inputs.put(
            feature.getName() + RawFeatures.WEIGHTS,
            Column.floats(every(batch.idWeights(), i, all)));
      }
    }
    for (int i = 0; i < columns.multiValued().size(); i++) {
      FeatureSpec feature = columns.multiValued().get(i);
      EncodedColumns.PaddedBag bag = EncodedColumns.PaddedBag.of(batch.bag(i), rows);
      Shape shape = Shape.of(rows, bag.width());
      inputs.put(feature.getName(), tokens(feature, bag.ids(), shape));
      inputs.put(feature.getName() + RawFeatures.WEIGHTS, Column.floats(bag.weights(), shape));
    }
    return inputs.buildOrThrow();
  }

  private float[] every(float[] matrix, int column, int columns) {
    float[] values = new float[batch.size()];
    for (int row = 0; row < values.length; row++) {
      values[row] = matrix[row * columns + column];
    }
    return values;
  }

  private Column tokens(FeatureSpec feature, int[] ids, Shape shape) {
    EmbeddingTable table = table(feature);
    if (!table.hasVocabulary()) {
      long[] values = new long[ids.length];
      for (int i = 0; i < ids.length; i++) {
        values[i] = ids[i];
      }
      return Column.longs(values, shape);
    }
    IntFunction<String> token = data.vocabulary(feature.getName())::token;
    boolean longs = table.getVocabulary().getTokenType() == VocabularyReference.TokenType.LONG;
    if (longs) {
      long[] values = new long[ids.length];
      for (int i = 0; i < ids.length; i++) {
        values[i] = ids[i] == 0 ? RawFeatures.MISSING_LONG : Long.parseLong(token.apply(ids[i]));
      }
      return Column.longs(values, shape);
    }
    String[] values = new String[ids.length];
    for (int i = 0; i < ids.length; i++) {
      values[i] = ids[i] == 0 ? "" : token.apply(ids[i]);
    }
    return Column.strings(values, shape);
  }

  private EmbeddingTable table(FeatureSpec feature) {
    String name = feature.getCategorical().getEmbeddingTable();
    return spec.getEmbeddingTablesList().stream()
        .filter(table -> table.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no embedding table " + name));
  }
}

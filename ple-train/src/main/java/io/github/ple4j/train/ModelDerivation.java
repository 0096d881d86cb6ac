package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Encoding;
import io.github.ple4j.datasets.Feature;
import io.github.ple4j.datasets.Label;
import io.github.ple4j.datasets.Schema;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.datasets.Split;
import io.github.ple4j.datasets.Vocabulary;
import io.github.ple4j.graph.Buckets;
import io.github.ple4j.graph.CategoricalFeature;
import io.github.ple4j.graph.EmbeddingTable;
import io.github.ple4j.graph.FeatureSpec;
import io.github.ple4j.graph.HashBuckets;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.ModelSpecs;
import io.github.ple4j.graph.NumericFeature;
import io.github.ple4j.graph.TaskSpec;
import io.github.ple4j.graph.VocabularyReference;
import java.util.Iterator;
import java.util.List;

/**
 * Derives a model spec from a data set: vocabulary sizes, and from one pass over train,
 * normalisation constants and bucket boundaries.
 *
 * @param embeddingWidth width of every embedding
 * @param buckets number of quantile buckets of the non-zero values of a bucketed numeric feature
 * @param exactValues a bucketed numeric feature of so many distinct non-zero values in train or
 *     fewer has a bucket for each of them in place of quantiles; 0 for quantiles always
 */
public record ModelDerivation(int embeddingWidth, int buckets, int exactValues) {
  private static final int PASS_BATCH = 4096;

  /** Checks the numbers. */
  public ModelDerivation {
    if (embeddingWidth < 1) {
      throw new IllegalArgumentException("embedding width must be positive: " + embeddingWidth);
    }
    if (buckets < 1) {
      throw new IllegalArgumentException("buckets must be positive: " + buckets);
    }
    if (exactValues < 0) {
      throw new IllegalArgumentException("exact values must not be negative: " + exactValues);
    }
  }

  /** Embeddings of 8, 20 buckets of quantiles. */
  public static ModelDerivation defaults() {
    return new ModelDerivation(8, 20, 0);
  }

  /**
   * The spec of a model of the given architecture for the data.
   *
   * @param model a name of {@link DefaultModels#names}
   */
  public ModelSpec derive(Dataset data, String model, long initializationSeed) {
    ModelSpec.Builder spec = ModelSpec.newBuilder().setInitializationSeed(initializationSeed);
    for (Label label : data.schema().labels()) {
      spec.addTasks(TaskSpec.newBuilder().setName(label.name()).setKind(kind(label)));
    }
    Iterator<FeatureStatistics> statistics = statistics(data).iterator();
    for (Feature feature : data.schema().features()) {
      if (feature instanceof Feature.Numeric numeric) {
        addNumeric(spec, numeric, statistics.next());
      } else if (feature instanceof Feature.Categorical categorical) {
        addCategorical(spec, categorical, data);
      }
    }
    DefaultModels.setArchitecture(spec, model);
    ModelSpec result = spec.build();
    ModelSpecs.validate(result);
    return result;
  }

  static TaskSpec.Kind kind(Label label) {
    return switch (label.kind()) {
      case BINARY -> TaskSpec.Kind.BINARY;
      case REGRESSION -> TaskSpec.Kind.REGRESSION;
    };
  }

  private void addNumeric(
      ModelSpec.Builder spec, Feature.Numeric feature, FeatureStatistics statistics) {
    NumericFeature.Builder numeric =
        NumericFeature.newBuilder()
            .setTransform(
                feature.skewed()
                    ? NumericFeature.Transform.LOG1P
                    : NumericFeature.Transform.IDENTITY)
            .setMean(statistics.mean())
            .setStandardDeviation(statistics.standardDeviation())
            .setMissingIndicator(feature.mayBeMissing());
    if (feature.bucketed()) {
      String table = feature.name() + ".buckets";
      ImmutableList<Double> boundaries = statistics.boundaries(buckets, exactValues);
      numeric.setBuckets(
          Buckets.newBuilder().addAllBoundaries(boundaries).setEmbeddingTable(table));
      spec.addEmbeddingTables(
          EmbeddingTable.newBuilder()
              .setName(table)
              .setRows(boundaries.size() + 3)
              .setWidth(embeddingWidth));
    }
    spec.addFeatures(FeatureSpec.newBuilder().setName(feature.name()).setNumeric(numeric));
  }

  private void addCategorical(ModelSpec.Builder spec, Feature.Categorical feature, Dataset data) {
    EmbeddingTable.Builder table =
        EmbeddingTable.newBuilder().setName(feature.name()).setWidth(embeddingWidth);
    if (feature.encoding() instanceof Encoding.VocabularyEncoding encoding) {
      Vocabulary vocabulary = data.vocabulary(feature.name());
      table
          .setRows(vocabulary.size())
          .setVocabulary(
              VocabularyReference.newBuilder()
                  .setSize(vocabulary.size())
                  .setSha256(vocabulary.sha256())
                  .setTokenType(
                      encoding.type() == Encoding.TokenType.LONG
                          ? VocabularyReference.TokenType.LONG
                          : VocabularyReference.TokenType.STRING));
    } else if (feature.encoding() instanceof Encoding.HashEncoding hash) {
      table.setRows(hash.buckets()).setHashBuckets(HashBuckets.getDefaultInstance());
    }
    spec.addEmbeddingTables(table);
    spec.addFeatures(
        FeatureSpec.newBuilder()
            .setName(feature.name())
            .setCategorical(
                CategoricalFeature.newBuilder()
                    .setEmbeddingTable(feature.name())
                    .setMultiValued(feature.multiValued())
                    .setWeighted(feature.weighted())));
  }

  /** Of every numeric feature, from one pass over train. */
  private static List<FeatureStatistics> statistics(Dataset data) {
    Schema schema = data.schema();
    List<FeatureStatistics> statistics =
        schema.numerics().stream()
            .map(feature -> new FeatureStatistics(feature.skewed(), feature.bucketed()))
            .toList();
    if (statistics.isEmpty()) {
      return statistics;
    }
    Split train = data.train();
    int[] rows = Shuffle.identity(train.size());
    Batch batch = train.newBatch(PASS_BATCH);
    for (int from = 0; from < rows.length; from += PASS_BATCH) {
      train.read(rows, from, Math.min(PASS_BATCH, rows.length - from), batch);
      for (int i = 0; i < batch.size(); i++) {
        for (int column = 0; column < statistics.size(); column++) {
          statistics.get(column).add(batch.numeric()[i * statistics.size() + column]);
        }
      }
    }
    for (int column = 0; column < statistics.size(); column++) {
      if (statistics.get(column).hasMissing() && !schema.numerics().get(column).mayBeMissing()) {
        throw new IllegalArgumentException(
            "feature "
                + schema.numerics().get(column).name()
                + ": expected no missing value as the schema says, found one in train");
      }
    }
    return statistics;
  }
}

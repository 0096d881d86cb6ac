package io.github.ple4j.train;

import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Encoding;
import io.github.ple4j.datasets.Feature;
import io.github.ple4j.datasets.Label;
import io.github.ple4j.datasets.Vocabulary;
import io.github.ple4j.graph.CategoricalFeature;
import io.github.ple4j.graph.EmbeddingTable;
import io.github.ple4j.graph.FeatureSpec;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.SpecException;
import io.github.ple4j.graph.TaskSpec;
import io.github.ple4j.graph.VocabularyReference;
import java.util.List;

/** Refuses a model spec that is not one for a data set, naming the field that disagrees. */
final class SpecDataCheck {
  private final ModelSpec spec;
  private final Dataset data;

  private SpecDataCheck(ModelSpec spec, Dataset data) {
    this.spec = spec;
    this.data = data;
  }

  /**
   * Checks features, vocabularies and tasks of a valid spec against the data.
   *
   * @throws SpecException if they disagree
   */
  static void check(ModelSpec spec, Dataset data) {
    new SpecDataCheck(spec, data).run();
  }

  private void run() {
    List<Feature> features = data.schema().features();
    expect(
        "features",
        features.size() + " features as in " + data.name(),
        spec.getFeaturesCount(),
        features.size() == spec.getFeaturesCount());
    for (int i = 0; i < features.size(); i++) {
      feature("features[" + i + "]", features.get(i), spec.getFeatures(i));
    }
    List<Label> labels = data.schema().labels();
    expect(
        "tasks",
        labels.size() + " tasks as in " + data.name(),
        spec.getTasksCount(),
        labels.size() == spec.getTasksCount());
    for (int i = 0; i < labels.size(); i++) {
      TaskSpec task = spec.getTasks(i);
      String path = "tasks[" + i + "]";
      expect(
          path + ".name",
          labels.get(i).name(),
          task.getName(),
          task.getName().equals(labels.get(i).name()));
      expect(
          path + ".kind",
          ModelDerivation.kind(labels.get(i)),
          task.getKind(),
          task.getKind() == ModelDerivation.kind(labels.get(i)));
    }
  }

  private void feature(String path, Feature feature, FeatureSpec found) {
    expect(path + ".name", feature.name(), found.getName(), found.getName().equals(feature.name()));
    if (feature instanceof Feature.Categorical categorical) {
      expect(path, "a categorical feature", found.getKindCase(), found.hasCategorical());
      categorical(path + ".categorical", categorical, found.getCategorical());
    } else {
      expect(path, "a numeric feature", found.getKindCase(), found.hasNumeric());
    }
  }

  private void categorical(String path, Feature.Categorical feature, CategoricalFeature found) {
    expect(
        path + ".multi_valued",
        feature.multiValued(),
        found.getMultiValued(),
        found.getMultiValued() == feature.multiValued());
    expect(
        path + ".weighted",
        feature.weighted(),
        found.getWeighted(),
        found.getWeighted() == feature.weighted());
    for (int i = 0; i < spec.getEmbeddingTablesCount(); i++) {
      EmbeddingTable table = spec.getEmbeddingTables(i);
      if (table.getName().equals(found.getEmbeddingTable())) {
        encoding("embedding_tables[" + i + "]", feature, table);
      }
    }
  }

  private void encoding(String path, Feature.Categorical feature, EmbeddingTable table) {
    if (feature.encoding() instanceof Encoding.VocabularyEncoding encoding) {
      Vocabulary vocabulary = data.vocabulary(feature.name());
      expect(path, "a vocabulary", table.getEncodingCase(), table.hasVocabulary());
      expect(
          path + ".rows",
          "the " + vocabulary.size() + " ids of " + feature.name(),
          table.getRows(),
          table.getRows() == vocabulary.size());
      VocabularyReference found = table.getVocabulary();
      expect(
          path + ".vocabulary.token_type",
          encoding.type(),
          found.getTokenType(),
          found.getTokenType().name().equals(encoding.type().name()));
      expect(
          path + ".vocabulary.sha256",
          vocabulary.sha256(),
          found.getSha256(),
          found.getSha256().equals(vocabulary.sha256()));
    } else if (feature.encoding() instanceof Encoding.HashEncoding hash) {
      expect(path, "hash buckets", table.getEncodingCase(), table.hasHashBuckets());
      expect(
          path + ".rows",
          "the " + hash.buckets() + " hash buckets of " + feature.name(),
          table.getRows(),
          table.getRows() == hash.buckets());
    }
  }

  private static void expect(String path, Object expected, Object found, boolean holds) {
    if (!holds) {
      throw new SpecException(path, "expected " + expected + ", found " + found);
    }
  }
}

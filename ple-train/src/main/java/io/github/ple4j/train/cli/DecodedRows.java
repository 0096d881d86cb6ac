package io.github.ple4j.train.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.datasets.Bag;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Encoding;
import io.github.ple4j.datasets.Feature;
import io.github.ple4j.datasets.Feature.Categorical;
import io.github.ple4j.datasets.Label;
import io.github.ple4j.datasets.Schema;
import io.github.ple4j.train.cli.DecodedRow.Token;
import io.github.ple4j.train.cli.DecodedRow.Value;
import java.util.Optional;
import java.util.OptionalLong;

/** Turns the ids of rows back into tokens. */
record DecodedRows(Dataset data) {
  static final String OUT_OF_VOCABULARY = "<out of vocabulary>";

  /** A row of a batch. */
  DecodedRow row(Batch batch, int row) {
    Schema schema = data.schema();
    ImmutableMap.Builder<String, Optional<Float>> labels = ImmutableMap.builder();
    for (int task = 0; task < schema.labels().size(); task++) {
      Label label = schema.labels().get(task);
      boolean inside = batch.mask(task)[row] != 0;
      labels.put(label.name(), inside ? Optional.of(batch.label(task)[row]) : Optional.empty());
    }
    return new DecodedRow(
        values(batch, row),
        labels.buildOrThrow(),
        schema.hasSampleWeight() ? Optional.of(batch.sampleWeight()[row]) : Optional.empty(),
        schema.hasGroupId() ? OptionalLong.of(batch.groupId()[row]) : OptionalLong.empty());
  }

  private ImmutableMap<String, Value> values(Batch batch, int row) {
    Schema schema = data.schema();
    int numeric = row * schema.numerics().size();
    int single = row * schema.singleValued().size();
    int bag = 0;
    ImmutableMap.Builder<String, Value> values = ImmutableMap.builder();
    for (Feature feature : schema.features()) {
      if (feature instanceof Categorical tokens) {
        values.put(
            feature.name(),
            tokens.multiValued()
                ? several(tokens, batch.bag(bag++), row)
                : single(tokens, batch, single++));
      } else {
        values.put(feature.name(), new DecodedRow.Numeric(batch.numeric()[numeric++]));
      }
    }
    return values.buildOrThrow();
  }

  private Value single(Categorical feature, Batch batch, int at) {
    String text = text(feature, batch.ids()[at]);
    boolean absent =
        feature.encoding() instanceof Encoding.VocabularyEncoding
            && data.absentToken(feature.name()).equals(Optional.of(text));
    return new DecodedRow.Single(
        absent
            ? Optional.empty()
            : Optional.of(
                new Token(
                    text,
                    feature.weighted() ? Optional.of(batch.idWeights()[at]) : Optional.empty())));
  }

  private Value several(Categorical feature, Bag bag, int row) {
    ImmutableList.Builder<Token> tokens = ImmutableList.builder();
    for (int i = bag.offsets()[row]; i < bag.offsets()[row + 1]; i++) {
      Optional<Float> weight =
          feature.weighted() ? Optional.of(bag.weights()[i]) : Optional.empty();
      tokens.add(new Token(text(feature, bag.ids()[i]), weight));
    }
    return new DecodedRow.Several(tokens.build());
  }

  private String text(Categorical feature, int id) {
    if (feature.encoding() instanceof Encoding.HashEncoding) {
      return "#" + id;
    }
    return id == 0 ? OUT_OF_VOCABULARY : data.vocabulary(feature.name()).token(id);
  }
}

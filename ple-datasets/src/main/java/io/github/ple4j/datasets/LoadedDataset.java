package io.github.ple4j.datasets;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;

/** A data set whose parts are at hand. */
record LoadedDataset(
    String name,
    Schema schema,
    ImmutableMap<String, Vocabulary> vocabularies,
    Split train,
    Split validation,
    Split test,
    ImmutableMap<String, String> provenance)
    implements Dataset {

  @Override
  public Vocabulary vocabulary(String feature) {
    Vocabulary vocabulary = vocabularies.get(feature);
    checkArgument(vocabulary != null, "%s: no vocabulary for feature %s", name, feature);
    return vocabulary;
  }
}

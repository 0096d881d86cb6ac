package io.github.ple4j.datasets;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import java.util.Optional;

/**
 * A data set whose parts are at hand.
 *
 * @param absentToken of single-valued features, where the data have one
 * @param isSimulated whether the data stand in for real ones
 */
record LoadedDataset(
    String name,
    Schema schema,
    ImmutableMap<String, Vocabulary> vocabularies,
    Split train,
    Split validation,
    Split test,
    ImmutableMap<String, String> provenance,
    Optional<String> absentToken,
    boolean isSimulated)
    implements Dataset {

  /** Without a token for what is absent, and not simulated. */
  LoadedDataset(
      String name,
      Schema schema,
      ImmutableMap<String, Vocabulary> vocabularies,
      Split train,
      Split validation,
      Split test,
      ImmutableMap<String, String> provenance) {
    this(
        name,
        schema,
        vocabularies,
        train,
        validation,
        test,
        provenance,
        Optional.empty(),
        /* isSimulated= */ false);
  }

  @Override
  public Optional<String> absentToken(String feature) {
    return absentToken;
  }

  @Override
  public Vocabulary vocabulary(String feature) {
    Vocabulary vocabulary = vocabularies.get(feature);
    checkArgument(vocabulary != null, "%s: no vocabulary for feature %s", name, feature);
    return vocabulary;
  }
}

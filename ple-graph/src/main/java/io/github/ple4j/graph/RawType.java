package io.github.ple4j.graph;

/** Types of raw categorical values. */
enum RawType {
  STRING,
  LONG;

  /** Of a categorical feature of a valid spec. */
  static RawType of(ModelSpec spec, FeatureSpec feature) {
    return ofTokens(table(spec, feature));
  }

  /** Of what an embedding table encodes; plain ids are longs. */
  static RawType ofTokens(EmbeddingTable table) {
    return switch (table.getEncodingCase()) {
      case VOCABULARY ->
          table.getVocabulary().getTokenType() == VocabularyReference.TokenType.LONG
              ? LONG
              : STRING;
      case HASH_BUCKETS -> STRING;
      case ENCODING_NOT_SET -> LONG;
    };
  }

  /** The embedding table of a categorical feature of a valid spec. */
  static EmbeddingTable table(ModelSpec spec, FeatureSpec feature) {
    String name = feature.getCategorical().getEmbeddingTable();
    return spec.getEmbeddingTablesList().stream()
        .filter(table -> table.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no embedding table " + name));
  }
}

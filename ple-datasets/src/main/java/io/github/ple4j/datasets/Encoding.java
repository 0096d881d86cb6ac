package io.github.ple4j.datasets;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;

/** How the raw tokens of a categorical feature become ids. */
public sealed interface Encoding {

  /** What a raw token is to those who send it. */
  enum TokenType {
    STRING,
    LONG
  }

  /**
   * Ids from a {@link Vocabulary} that was built on train; id 0 is out-of-vocabulary. A long token
   * stands in the vocabulary in decimal.
   */
  record VocabularyEncoding(TokenType type) implements Encoding {}

  /**
   * Ids in {@code [0, buckets)}, without a vocabulary: the 64-bit farmhash fingerprint of the
   * token's UTF-8 bytes, taken as unsigned, modulo the number of buckets. This is what TensorFlow's
   * {@code StringToHashBucketFast} computes.
   */
  record HashEncoding(int buckets) implements Encoding {
    public HashEncoding {
      checkArgument(buckets > 0, "buckets must be positive: %s", buckets);
    }

    /** Returns the id of {@code token}. */
    public int id(String token) {
      long fingerprint = Hashing.farmHashFingerprint64().hashString(token, UTF_8).asLong();
      return (int) Long.remainderUnsigned(fingerprint, buckets);
    }
  }
}

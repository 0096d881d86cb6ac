package io.github.ple4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.ple4j.datasets.Encoding.HashEncoding;
import org.junit.jupiter.api.Test;

class EncodingTest {

  @Test
  void hashIsThatOfTensorFlow() {
    // The example in the documentation of tf.strings.to_hash_bucket_fast.
    HashEncoding encoding = new HashEncoding(3);
    assertThat(encoding.id("Hello")).isEqualTo(0);
    assertThat(encoding.id("TensorFlow")).isEqualTo(2);
    assertThat(encoding.id("2.x")).isEqualTo(2);
  }

  @Test
  void hashStaysBelowTheNumberOfBuckets() {
    HashEncoding encoding = new HashEncoding(7);
    for (int i = 0; i < 1000; i++) {
      assertThat(encoding.id("token " + i)).isBetween(0, 6);
    }
  }

  @Test
  void hashWithoutBucketsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HashEncoding(0))
        .withMessage("buckets must be positive: 0");
  }
}

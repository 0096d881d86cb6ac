package io.github.ple4j.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;

class ExampleInferenceTest {
  @Test
  void theContextIsInEveryExampleButForWhatThatHasItself() throws Exception {
    byte[][] serialized =
        ExampleInference.serialized(
            Optional.of(example("a", "context")),
            List.of(example("b", "own"), example("a", "own")));
    assertThat(value(serialized[0], "a")).isEqualTo("context");
    assertThat(value(serialized[0], "b")).isEqualTo("own");
    assertThat(value(serialized[1], "a")).isEqualTo("own");
  }

  @Test
  void aLargeContextIsNotCopiedForManyExamples() {
    Optional<Example> context = Optional.of(example("a", "c".repeat(1 << 20)));
    List<Example> many = Collections.nCopies(1000, Example.getDefaultInstance());
    assertThatThrownBy(() -> ExampleInference.serialized(context, many))
        .isInstanceOf(ServingException.class)
        .hasMessageStartingWith("expected a context of at most 268435 bytes for 1000 examples,");
    assertThat(ExampleInference.serialized(context, many.subList(0, 10)).length).isEqualTo(10);
  }

  private static Example example(String feature, String value) {
    return Example.newBuilder()
        .setFeatures(
            Features.newBuilder()
                .putFeature(
                    feature,
                    Feature.newBuilder()
                        .setBytesList(
                            BytesList.newBuilder().addValue(ByteString.copyFromUtf8(value)))
                        .build()))
        .build();
  }

  private static String value(byte[] example, String feature) throws Exception {
    return Example.parseFrom(example)
        .getFeatures()
        .getFeatureOrThrow(feature)
        .getBytesList()
        .getValue(0)
        .toStringUtf8();
  }
}

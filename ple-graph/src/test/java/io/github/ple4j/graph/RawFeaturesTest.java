package io.github.ple4j.graph;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;

class RawFeaturesTest {
  private static final int BUCKETS = 1000;
  private static final ModelSpec SPEC =
      ModelSpecs.parse(
          """
          embedding_tables { name: "city" rows: 1000 width: 2 hash_buckets {} }
          embedding_tables { name: "tags" rows: 1000 width: 2 hash_buckets {} }
          features { name: "city" categorical { embedding_table: "city" } }
          features { name: "tags" categorical { embedding_table: "tags" multi_valued: true } }
          tasks { name: "click" }
          hard_sharing {}
          """,
          "spec");

  /** As training has it, where a missing token has no hash. */
  @Test
  void aMissingTokenOfAHashedFeatureHasTheIdZero() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      RawFeatures raw = RawFeatures.build(Ops.create(graph), SPEC, false);
      try (TString cities = TString.vectorOf("", "Köln", "");
          TString tags =
              TString.tensorOf(
                  StdArrays.ndCopyOf(new String[][] {{"a", ""}, {"", "b"}, {"", ""}}));
          TFloat32 weights =
              TFloat32.tensorOf(StdArrays.ndCopyOf(new float[][] {{1, 1}, {1, 1}, {1, 1}}))) {
        Session.Runner runner =
            session
                .runner()
                .feed(input(raw, "city"), cities)
                .feed(input(raw, "tags"), tags)
                .feed(input(raw, "tags.weights"), weights)
                .fetch(raw.encoded().ids())
                .fetch(raw.encoded().bags().get(0).ids());
        try (var fetched = runner.run()) {
          TInt32 ids = (TInt32) fetched.get(0);
          assertThat(StdArrays.array2dCopyOf(ids))
              .isDeepEqualTo(new int[][] {{0}, {hash("Köln")}, {0}});
          TInt32 ofBag = (TInt32) fetched.get(1);
          assertThat(StdArrays.array1dCopyOf(ofBag))
              .containsExactly(hash("a"), 0, 0, hash("b"), 0, 0);
        }
      }
    }
  }

  private static Operand<?> input(RawFeatures raw, String name) {
    return Objects.requireNonNull(raw.inputs().get(name));
  }

  private static int hash(String token) {
    long hash = Hashing.farmHashFingerprint64().hashString(token, UTF_8).asLong();
    return (int) Long.remainderUnsigned(hash, BUCKETS);
  }
}

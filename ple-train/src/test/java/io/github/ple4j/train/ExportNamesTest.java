package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.ModelSpecs;
import io.github.ple4j.graph.SpecException;
import org.junit.jupiter.api.Test;

class ExportNamesTest {
  private static final String BAG =
      "features { name: '%s' categorical { embedding_table: 't' multi_valued: true } }\n";
  private static final String NUMERIC =
      "features { name: '%s' numeric { standard_deviation: 1 } }\n";

  private static ModelSpec spec(String... features) {
    return ModelSpecs.parse(
        String.join("", features)
            + """
            embedding_tables { name: 't' rows: 4 width: 2 hash_buckets {} }
            tasks { name: 'click' }
            hard_sharing {}
            """,
        "spec");
  }

  @Test
  void usualNamesAreTaken() {
    assertThatCode(() -> ExportNames.check(spec(BAG.formatted("tags"), NUMERIC.formatted("ids"))))
        .doesNotThrowAnyException();
  }

  @Test
  void aFeatureMustTellTheNumberOfRows() {
    assertThatThrownBy(() -> ExportNames.check(spec(BAG.formatted("tags"))))
        .isInstanceOf(SpecException.class)
        .hasMessageStartingWith("features: expected one that is not multi-valued, found none");
  }

  @Test
  void noFeatureMayHaveTheNameOfAnothersWeights() {
    assertThatThrownBy(
            () -> ExportNames.check(spec(BAG.formatted("tags"), NUMERIC.formatted("tags.weights"))))
        .hasMessage(
            "features[1].name: expected another name than that of the weights of tags, found"
                + " tags.weights");
  }

  @Test
  void noBagMayHaveTheNameOfAnInputOfAllFeatures() {
    assertThatThrownBy(
            () -> ExportNames.check(spec(NUMERIC.formatted("price"), BAG.formatted("ids"))))
        .hasMessageStartingWith("features[1].name: expected another name")
        .hasMessageEndingWith("found ids");
  }
}

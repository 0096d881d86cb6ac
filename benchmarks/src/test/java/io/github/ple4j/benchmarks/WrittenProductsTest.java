package io.github.ple4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ple4j.graph.ModelSize;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.ModelSpecs;
import org.junit.jupiter.api.Test;

class WrittenProductsTest {
  private static final String FEATURES =
      """
      features { name: "age" numeric { standard_deviation: 1 missing_indicator: true } }
      features { name: "city" categorical { embedding_table: "city" } }
      embedding_tables { name: "city" rows: 10 width: 4 }
      tasks { name: "click" tower_units: 5 }
      """;

  @Test
  void attentionIsAsItIsWritten() {
    ModelSpec spec = ModelSpecs.parse(FEATURES + "mran { units: 8 heads: 2 }", "test");
    int fields = 3;
    int ofFields = 3 * fields * 4 * 8 + fields * fields * 4 * 2 * 2 + fields * 8 * 8;
    int ofTasks = 2 * fields * 8 * 8 + fields * 4 * 2 * 2 + 8 * 8;
    int tower = 8 * 5 + 5;
    assertThat(WrittenProducts.matrixFlops(spec)).isEqualTo(2L * (ofFields + ofTasks + tower));
    assertThat(ModelSize.of(spec).matrixFlops()).isLessThan(WrittenProducts.matrixFlops(spec));
  }

  @Test
  void otherModelsComputeWhatIsWritten() {
    ModelSpec spec = ModelSpecs.parse(FEATURES + "hard_sharing { bottom_units: 6 }", "test");
    assertThat(WrittenProducts.matrixFlops(spec)).isEqualTo(ModelSize.of(spec).matrixFlops());
  }
}

package io.github.ple4j.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableRowsTest {
  private static final String SPEC =
      """
      features { name: "a" categorical { embedding_table: "a" } }
      features { name: "b" categorical { embedding_table: "b" } }
      features { name: "c" categorical { embedding_table: "c" } }
      embedding_tables { name: "c" rows: 4 width: 2 }
      embedding_tables { name: "b" rows: 5 width: 3 }
      embedding_tables { name: "a" rows: 7 width: 2 }
      tasks { name: "y" }
      hard_sharing {}
      """;

  @Test
  void tablesOfAWidthFollowEachOtherInTheSpecsOrder() {
    assertThat(TableRows.of(ModelSpecs.parse(SPEC, "test")))
        .containsOnlyKeys("a", "b", "c")
        .containsEntry("c", new TableRows(0, 4))
        .containsEntry("a", new TableRows(4, 7))
        .containsEntry("b", new TableRows(0, 5));
  }

  @Test
  void theVariableOfAWidthHasTheRowsOfItsTables() {
    try (ModelSession session = ModelSession.of(SPEC)) {
      assertThat(session.model().variables())
          .filteredOn(variable -> variable.name().equals("embedding/width_2/table"))
          .singleElement()
          .satisfies(table -> assertThat(table.shape().asArray()).containsExactly(11, 2));
    }
  }
}

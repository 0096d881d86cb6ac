package io.github.ple4j.graph;

import com.google.common.collect.ImmutableSortedMap;
import java.util.HashMap;
import java.util.Map;

/**
 * Where an embedding table's rows are in a variable {@code embedding/width_W/table}, which holds
 * all tables of that width, one after the other in the spec's order. The row of id {@code i} is
 * {@code offset + i}. The same in every task's variable of single-task.
 *
 * @param offset the row of the table's id 0
 * @param rows number of ids
 */
public record TableRows(int offset, int rows) {

  /** Of every table of a valid spec, by the table's name. */
  public static ImmutableSortedMap<String, TableRows> of(ModelSpec spec) {
    Map<Integer, Integer> next = new HashMap<>();
    ImmutableSortedMap.Builder<String, TableRows> rows = ImmutableSortedMap.naturalOrder();
    for (EmbeddingTable table : spec.getEmbeddingTablesList()) {
      int offset = next.getOrDefault(table.getWidth(), 0);
      rows.put(table.getName(), new TableRows(offset, table.getRows()));
      next.put(table.getWidth(), offset + table.getRows());
    }
    return rows.buildOrThrow();
  }
}

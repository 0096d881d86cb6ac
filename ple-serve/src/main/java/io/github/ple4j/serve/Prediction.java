package io.github.ple4j.serve;

import com.google.common.collect.ImmutableMap;

/**
 * What a model answers. The columns are the caller's own: no other prediction touches them.
 *
 * @param columns the outputs by name, in the order of their names
 */
public record Prediction(ImmutableMap<String, Column> columns) {
  /**
   * One output.
   *
   * @throws IllegalArgumentException if there is no output of that name
   */
  public Column column(String name) {
    Column column = columns.get(name);
    if (column == null) {
      throw new IllegalArgumentException(
          "no output \"" + name + "\": the outputs are " + Quoted.names(columns.keySet()));
    }
    return column;
  }

  /**
   * The values of one output of type float32, row-major.
   *
   * @throws IllegalArgumentException if there is no output of that name
   * @throws IllegalStateException if it is of another type
   */
  public float[] floats(String name) {
    return column(name).asFloats();
  }
}

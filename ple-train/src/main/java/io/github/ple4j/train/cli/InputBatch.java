package io.github.ple4j.train.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.ple4j.graph.RawFeatures;
import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.Signature;
import io.github.ple4j.serve.TensorSpec;
import io.github.ple4j.train.RunException;
import java.util.Map;
import java.util.Optional;

/** Rows for a signature's inputs, as they are read; filled, predicted and cleared again. */
final class InputBatch {
  private final ImmutableList<InputColumn> columns;
  private final ImmutableSet<String> names;
  private final ImmutableList<Optional<InputColumn>> weighed;
  private int rows;

  private InputBatch(ImmutableList<InputColumn> columns) {
    // What a weight belongs to comes before it, so that its row has ended: "tags", "tags.weights".
    this.columns = columns;
    this.names = columns.stream().map(InputColumn::name).collect(ImmutableSet.toImmutableSet());
    ImmutableMap<String, InputColumn> bags =
        columns.stream()
            .filter(InputColumn::several)
            .collect(ImmutableMap.toImmutableMap(InputColumn::name, column -> column));
    this.weighed =
        columns.stream()
            .map(column -> Optional.ofNullable(bags.get(weighedName(column))))
            .collect(ImmutableList.toImmutableList());
  }

  /**
   * An empty batch.
   *
   * @throws RunException if rows of text cannot give one of the inputs
   */
  static InputBatch of(Signature signature) {
    ImmutableList.Builder<InputColumn> columns = ImmutableList.builder();
    for (Map.Entry<String, TensorSpec> input : signature.inputs().entrySet()) {
      columns.add(
          InputColumn.of(input.getKey(), input.getValue())
              .orElseThrow(
                  () ->
                      new RunException(
                          "signature \"%s\": input \"%s\": expected one of shape [-1] or [-1, n] of float32, float64, int32, int64, bool or string, found %s; choose another --signature"
                              .formatted(signature.name(), input.getKey(), input.getValue()))));
    }
    return new InputBatch(columns.build());
  }

  /** By name, in the order of names. */
  ImmutableList<InputColumn> columns() {
    return columns;
  }

  ImmutableSet<String> names() {
    return names;
  }

  /** Whether rows may do without a column: weights, of one value or of a bag that is there. */
  boolean isOptional(InputColumn column) {
    return column.isWeights()
        && (!column.several() || weighed.get(columns.indexOf(column)).isPresent());
  }

  int rows() {
    return rows;
  }

  /** Ends a row; an {@link IllegalArgumentException} says what is wrong with its lengths. */
  void endRow() {
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).endRow(weighed.get(i));
    }
    rows++;
  }

  /** The inputs by name. */
  ImmutableMap<String, Column> inputs() {
    ImmutableMap.Builder<String, Column> inputs = ImmutableMap.builder();
    columns.forEach(column -> inputs.put(column.name(), column.column()));
    return inputs.buildOrThrow();
  }

  /** Forgets all rows. */
  void clear() {
    columns.forEach(InputColumn::clear);
    rows = 0;
  }

  private static String weighedName(InputColumn column) {
    String name = column.name();
    return column.isWeights() && column.several()
        ? name.substring(0, name.length() - RawFeatures.WEIGHTS.length())
        : "";
  }
}

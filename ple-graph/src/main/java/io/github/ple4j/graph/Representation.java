package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * The input representation of a batch: numeric columns, and embeddings from tables of a chosen
 * place, so that architectures that share nothing can each have their own.
 */
final class Representation {
  private final NumericColumns numerics;
  private final FieldIds fieldIds;
  private final Operand<TInt32> batchSize; // scalar

  Representation(ModelScope root, FeatureInputs inputs) {
    ModelScope scope = root.in("features");
    Ops tf = scope.onLookupDevice().tf();
    numerics = new NumericColumns(tf.withSubScope("numeric"), root.spec(), inputs.numeric());
    batchSize = rows(tf, root.spec(), inputs);
    fieldIds = new FieldIds(tf.withSubScope("ids"), root.spec(), inputs, batchSize);
  }

  /** The number of rows of a batch, a scalar. */
  static Operand<TInt32> rows(Ops tf, ModelSpec spec, FeatureInputs inputs) {
    FeatureColumns columns = FeatureColumns.of(spec);
    Operand<? extends TType> matrix = // one with columns, as others need not be fed
        columns.numerics().isEmpty() && !columns.singleValued().isEmpty()
            ? inputs.ids()
            : inputs.numeric();
    return tf.squeeze(tf.slice(tf.shape(matrix), ints(tf, 0), ints(tf, 1)));
  }

  /**
   * Embedded features.
   *
   * @param numeric standardised values and missing indicators, {@code [B, n]}; absent if there are
   *     none
   * @param fields of every embedding width, ascending, the embeddings of all fields, {@code [B,
   *     fields * width]}
   * @param x all of them, {@code [B, d]}
   */
  record Embedded(
      List<Operand<TFloat32>> numeric, List<Operand<TFloat32>> fields, Operand<TFloat32> x) {}

  /** Embeds the features with new tables under {@code place}. */
  Embedded embed(ModelScope place) {
    ModelScope scope = place.in("embedding").onLookupDevice();
    List<Operand<TFloat32>> fields = new ArrayList<>();
    for (Map.Entry<Integer, FieldIds.OfWidth> entry : fieldIds.byWidth().entrySet()) {
      ModelScope table = scope.in("width_" + entry.getKey());
      fields.add(new EmbeddingTables(entry.getKey(), entry.getValue()).apply(table, batchSize));
    }
    ImmutableList<Operand<TFloat32>> parts =
        ImmutableList.<Operand<TFloat32>>builder()
            .addAll(numerics.columns())
            .addAll(fields)
            .build();
    Ops tf = place.tf();
    Operand<TFloat32> x = parts.size() == 1 ? parts.get(0) : tf.concat(parts, tf.constant(1));
    List<Operand<TFloat32>> gives = new ArrayList<>(List.of(x));
    gives.addAll(parts); // for those who read fields
    place.in("x").addModule(ModelDiagram.Kind.INPUT, List.of(), gives);
    return new Embedded(numerics.columns(), fields, x);
  }

  private static Operand<TInt32> ints(Ops tf, int... values) {
    return tf.constant(values);
  }
}

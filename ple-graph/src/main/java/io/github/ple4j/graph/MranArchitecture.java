package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.graph.MultiHeadAttention.LinearImage;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Multiple relational attention, Zhao et al. 2019, adapted: attention between tasks, between
 * fields, and of tasks to fields; y^k = t^k(r_k * q_k).
 */
record MranArchitecture(Mran spec) implements Architecture {
  private static final double INITIAL_STANDARD_DEVIATION = 0.05; // as of an embedding
  private static final double TASK_STANDARD_DEVIATION = 1;

  @Override
  public ImmutableList<TaskOutput> build(ModelScope root, Representation inputs) {
    List<TaskSpec> tasks = root.spec().getTasksList();
    Activation activation = root.spec().getActivation();
    MultiHeadAttention attention = new MultiHeadAttention(spec.getUnits(), spec.getHeads());
    ModelScope ofFields = root.in("fields");
    ModelScope ofTasks = root.in("tasks");
    Operand<TFloat32> fields = fields(ofFields, inputs.embed(root)); // [B, n, w]
    Operand<TFloat32> embeddings = taskEmbeddings(ofTasks, tasks.size()); // [1, K, units]

    LinearImage r =
        attention.ofConstants(
            ofTasks.in("attention"), embeddings, LinearImage.identity(embeddings));
    LinearImage related = attention.ofElements(ofFields.in("attention"), fields);
    LinearImage q = attention.ofConstants(ofTasks.in("to_fields"), embeddings, related);
    Ops tf = ofTasks.tf();
    List<Output<TFloat32>> read = // of [B, units]
        tf.unstack(
                tf.math.mul(r.value(tf), q.value(tf)),
                (long) tasks.size(),
                org.tensorflow.op.core.Unstack.axis(1L))
            .output();
    ImmutableList.Builder<TaskOutput> outputs = ImmutableList.builder();
    for (int k = 0; k < tasks.size(); k++) {
      outputs.add(new Tower(tasks.get(k), activation).apply(root, read.get(k)));
    }
    return outputs.build();
  }

  private Operand<TFloat32> taskEmbeddings(ModelScope scope, int tasks) {
    return scope.dense(
        "embeddings",
        Shape.of(1, tasks, spec.getUnits()),
        new Initializer.Normal(TASK_STANDARD_DEVIATION));
  }

  /** Embeddings, and x_i v_i + b_i of numeric columns, {@code [B, n, w]}. */
  private Operand<TFloat32> fields(ModelScope scope, Representation.Embedded embedded) {
    Ops tf = scope.tf();
    int width =
        scope.spec().getEmbeddingTablesCount() == 0
            ? spec.getUnits()
            : scope.spec().getEmbeddingTables(0).getWidth();
    List<Operand<TFloat32>> parts = new ArrayList<>();
    if (!embedded.numeric().isEmpty()) {
      Operand<TFloat32> columns = // [B, columns]
          embedded.numeric().size() == 1
              ? embedded.numeric().get(0)
              : tf.concat(embedded.numeric(), tf.constant(1));
      parts.add(numericFields(scope.in("numeric"), columns, width));
    }
    for (Operand<TFloat32> flat : embedded.fields()) {
      long fields = FullyConnected.width(flat) / width;
      parts.add(tf.reshape(flat, tf.constant(new long[] {-1, fields, width})));
    }
    return parts.size() == 1 ? parts.get(0) : tf.concat(parts, tf.constant(1));
  }

  private static Operand<TFloat32> numericFields(
      ModelScope scope, Operand<TFloat32> columns, int width) {
    Ops tf = scope.tf();
    Shape shape = Shape.of(FullyConnected.width(columns), width);
    Initializer initializer = new Initializer.Normal(INITIAL_STANDARD_DEVIATION);
    Operand<TFloat32> v = scope.dense("weights", shape, initializer);
    Operand<TFloat32> b = scope.dense("biases", shape, initializer);
    return tf.math.add(tf.math.mul(tf.expandDims(columns, tf.constant(2)), v), b);
  }

  /** The maps of the attention of tasks to fields. */
  @Override
  public ImmutableList<String> lastSharedLayer() {
    return ImmutableList.of("tasks/to_fields/output/weights");
  }
}

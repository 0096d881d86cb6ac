package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.graph.Variable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;

/**
 * Looks for the first tensor, in the order of computation, that is infinite or not a number and
 * makes a loss so. Looked at is what depends on variables: inputs may be NaN, which is a missing
 * value.
 */
final class NonFiniteSearch {
  private NonFiniteSearch() {}

  /** Says which tensor it is, by the name of its node. */
  static String describe(TrainingSession session, BatchTensors batch, int task) {
    List<Operand<TFloat32>> tensors = candidates(session, task);
    try (Result values = session.fetch(batch, tensors)) {
      for (int i = 0; i < tensors.size(); i++) {
        TFloat32 tensor = (TFloat32) values.get(i);
        long bad = nonFinite(tensor);
        if (bad > 0) {
          return tensors.get(i).op().name()
              + " "
              + tensor.shape()
              + ", of which "
              + bad
              + " of "
              + tensor.shape().size()
              + " numbers are not finite";
        }
      }
    }
    return "none of the model's tensors: a label or a sample weight of the batch is not finite";
  }

  private static List<Operand<TFloat32>> candidates(TrainingSession session, int task) {
    Graph graph = session.model().graph();
    Operand<TFloat32> loss = session.training().loss().taskLosses().get(task);
    Set<GraphOperation> toLoss = graph.subgraphTo(Set.of(loss));
    Set<Operation> fromVariables = new HashSet<>();
    for (Variable variable : session.model().variables()) {
      fromVariables.add(variable.handle().op());
    }
    List<Operand<TFloat32>> candidates = new ArrayList<>();
    Iterator<GraphOperation> operations = graph.operations();
    while (operations.hasNext()) {
      GraphOperation operation = operations.next();
      if (!toLoss.contains(operation)) {
        continue;
      }
      boolean depends = fromVariables.contains(operation);
      for (Operand<?> input : operation.inputs()) {
        depends |= fromVariables.contains(input.op());
      }
      if (depends) {
        fromVariables.add(operation);
        candidates.addAll(floats(operation));
      }
    }
    return candidates;
  }

  /** Of a table, what a batch reads is looked at, and not the table. */
  @SuppressWarnings("unchecked") // the type is looked at
  private static ImmutableList<Operand<TFloat32>> floats(GraphOperation operation) {
    ImmutableList.Builder<Operand<TFloat32>> floats = ImmutableList.builder();
    for (int i = 0; i < operation.numOutputs(); i++) {
      Output<?> output = operation.output(i);
      if (output.dataType() == DataType.DT_FLOAT) {
        floats.add((Operand<TFloat32>) (Operand<?>) output);
      }
    }
    return floats.build();
  }

  private static long nonFinite(TFloat32 tensor) {
    float[] values = new float[Math.toIntExact(tensor.shape().size())];
    tensor.asRawTensor().data().asFloats().read(values);
    long bad = 0;
    for (float value : values) {
      bad += Float.isFinite(value) ? 0 : 1;
    }
    return bad;
  }
}

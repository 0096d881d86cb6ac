package io.github.ple4j.train;

import io.github.ple4j.datasets.Bag;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.graph.FeatureInputs;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A batch as tensors, each with the placeholder that it is for. Owned by one thread at a time; who
 * has it closes it.
 */
public final class BatchTensors implements AutoCloseable {
  private final int rows;
  private final List<Operand<?>> placeholders = new ArrayList<>();
  private final List<Tensor> tensors = new ArrayList<>();

  private BatchTensors(int rows) {
    this.rows = rows;
  }

  /** The features of a batch. */
  static BatchTensors features(FeatureInputs inputs, Batch batch) {
    BatchTensors result = new BatchTensors(batch.size());
    int rows = batch.size();
    result.addMatrix(inputs.numeric(), batch.numeric(), rows);
    int idColumns = columns(inputs.ids());
    result.add(inputs.ids(), ints(batch.ids(), Shape.of(rows, idColumns)));
    inputs.idWeights().ifPresent(weights -> result.addMatrix(weights, batch.idWeights(), rows));
    for (int i = 0; i < inputs.bags().size(); i++) {
      result.addBag(inputs.bags().get(i), batch.bag(i), rows);
    }
    return result;
  }

  /** The features, labels and weights of a batch. */
  static BatchTensors withLabels(FeatureInputs inputs, JointLoss loss, Batch batch) {
    BatchTensors result = features(inputs, batch);
    int rows = batch.size();
    for (int task = 0; task < loss.labels().size(); task++) {
      float[] weights = new float[rows];
      for (int i = 0; i < rows; i++) {
        weights[i] = batch.mask(task)[i] * batch.sampleWeight()[i];
      }
      result.add(loss.labels().get(task), floats(batch.label(task), Shape.of(rows)));
      result.add(loss.weights().get(task), floats(weights, Shape.of(rows)));
    }
    return result;
  }

  /** Number of rows. */
  public int rows() {
    return rows;
  }

  /** Feeds every tensor to a run, which must end before this is closed. */
  Session.Runner feed(Session.Runner runner) {
    for (int i = 0; i < tensors.size(); i++) {
      runner.feed(placeholders.get(i).asOutput(), tensors.get(i));
    }
    return runner;
  }

  @Override
  public void close() {
    tensors.forEach(Tensor::close);
  }

  private void addBag(FeatureInputs.Bag placeholders, Bag bag, int rows) {
    int[] offsets = bag.offsets();
    int values = offsets[rows];
    int[] rowOfValue = new int[values];
    for (int row = 0; row < rows; row++) {
      java.util.Arrays.fill(rowOfValue, offsets[row], offsets[row + 1], row);
    }
    add(placeholders.ids(), ints(bag.ids(), Shape.of(values)));
    add(placeholders.rows(), ints(rowOfValue, Shape.of(values)));
    add(placeholders.weights(), floats(bag.weights(), Shape.of(values)));
  }

  private void addMatrix(Operand<TFloat32> placeholder, float[] values, int rows) {
    add(placeholder, floats(values, Shape.of(rows, columns(placeholder))));
  }

  private void add(Operand<?> placeholder, Tensor tensor) {
    placeholders.add(placeholder);
    tensors.add(tensor);
  }

  private static int columns(Operand<?> matrix) {
    return Math.toIntExact(matrix.shape().get(1));
  }

  private static TFloat32 floats(float[] values, Shape shape) {
    return TFloat32.tensorOf(shape, DataBuffers.of(values, true, false).narrow(shape.size()));
  }

  private static TInt32 ints(int[] values, Shape shape) {
    return TInt32.tensorOf(shape, DataBuffers.of(values, true, false).narrow(shape.size()));
  }
}

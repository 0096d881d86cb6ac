package io.github.ple4j.train;

import io.github.ple4j.datasets.Bag;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.graph.FeatureInputs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A batch as tensors, each with what it is fed to: on the host the numbers themselves, on another
 * device handles of what is there. Owned by one thread at a time; who has it closes it.
 */
public final class BatchTensors implements AutoCloseable {
  private final int rows;
  private final List<Operand<?>> inputs = new ArrayList<>();
  private final List<Tensor> tensors = new ArrayList<>();
  private final Runnable closing;

  private BatchTensors(int rows) {
    this.rows = rows;
    this.closing = () -> tensors.forEach(Tensor::close);
  }

  private BatchTensors(int rows, Runnable closing) {
    this.rows = rows;
    this.closing = closing;
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

  /** The features, labels and weights of a batch, in the order of {@link TrainingInputs#all}. */
  static BatchTensors of(TrainingInputs inputs, Batch batch) {
    BatchTensors result = features(inputs.features(), batch);
    int rows = batch.size();
    for (int task = 0; task < inputs.labels().size(); task++) {
      float[] weights = new float[rows];
      for (int i = 0; i < rows; i++) {
        weights[i] = batch.mask(task)[i] * batch.sampleWeight()[i];
      }
      result.add(inputs.labels().get(task), floats(batch.label(task), Shape.of(rows)));
      result.add(inputs.weights().get(task), floats(weights, Shape.of(rows)));
    }
    return result;
  }

  /**
   * A batch that is on a device.
   *
   * @param handles by placeholder
   * @param closing closes the handles, and frees what they name
   */
  static BatchTensors handles(int rows, Map<Operand<?>, Tensor> handles, Runnable closing) {
    BatchTensors result = new BatchTensors(rows, closing);
    handles.forEach(result::add);
    return result;
  }

  /** Number of rows. */
  public int rows() {
    return rows;
  }

  /** Feeds every tensor to a run, which must end before this is closed. */
  Session.Runner feed(Session.Runner runner) {
    for (int i = 0; i < tensors.size(); i++) {
      runner.feed(inputs.get(i).asOutput(), tensors.get(i));
    }
    return runner;
  }

  /** A tensor, by its place. */
  Tensor tensor(int index) {
    return tensors.get(index);
  }

  @Override
  public void close() {
    closing.run();
  }

  private void addBag(FeatureInputs.Bag inputs, Bag bag, int rows) {
    int[] offsets = bag.offsets();
    int values = offsets[rows];
    int[] rowOfValue = new int[values];
    for (int row = 0; row < rows; row++) {
      java.util.Arrays.fill(rowOfValue, offsets[row], offsets[row + 1], row);
    }
    add(inputs.ids(), ints(bag.ids(), Shape.of(values)));
    add(inputs.rows(), ints(rowOfValue, Shape.of(values)));
    add(inputs.weights(), floats(bag.weights(), Shape.of(values)));
  }

  private void addMatrix(Operand<TFloat32> input, float[] values, int rows) {
    add(input, floats(values, Shape.of(rows, columns(input))));
  }

  private void add(Operand<?> input, Tensor tensor) {
    inputs.add(input);
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

package io.github.ple4j.graph;

import com.google.common.primitives.Floats;
import com.google.common.primitives.Ints;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** The tensors fed to one run, which live as long as this. */
final class BatchFeeds implements AutoCloseable {
  private final Session.Runner runner;
  private final List<Tensor> tensors = new ArrayList<>();

  BatchFeeds(Session.Runner runner) {
    this.runner = runner;
  }

  Session.Runner runner() {
    return runner;
  }

  void feed(FeatureInputs inputs, Batch batch) {
    int rows = batch.size();
    Shape numericShape = Shape.of(rows, inputs.numeric().shape().get(1));
    feed(inputs.numeric(), numericShape, Floats.concat(batch.numeric()));
    Shape idShape = Shape.of(rows, inputs.ids().shape().get(1));
    feed(inputs.ids(), idShape, Ints.concat(batch.ids()));
    inputs.idWeights().ifPresent(w -> feed(w, idShape, Floats.concat(batch.idWeights())));
    for (int i = 0; i < inputs.bags().size(); i++) {
      feed(inputs.bags().get(i), batch.bags().get(i), rows);
    }
  }

  /** The step, if noise reads it. */
  void feedStep(ModelGraph model, long step) {
    model.step().ifPresent(placeholder -> feed(placeholder, TInt64.scalarOf(step)));
  }

  private void feed(FeatureInputs.Bag inputs, Batch.Bag bag, int batchSize) {
    List<Integer> ids = new ArrayList<>();
    List<Integer> rows = new ArrayList<>();
    List<Float> weights = new ArrayList<>();
    for (int row = 0; row < batchSize; row++) {
      for (int i = 0; i < bag.ids(row).length; i++) {
        ids.add(bag.ids(row)[i]);
        rows.add(row);
        weights.add(bag.weights(row)[i]);
      }
    }
    Shape shape = Shape.of(ids.size());
    feed(inputs.ids(), shape, Ints.toArray(ids));
    feed(inputs.rows(), shape, Ints.toArray(rows));
    feed(inputs.weights(), shape, Floats.toArray(weights));
  }

  void feed(Operand<TFloat32> operand, Shape shape, float[] values) {
    feed(operand, TFloat32.tensorOf(shape, DataBuffers.of(values)));
  }

  private void feed(Operand<TInt32> operand, Shape shape, int[] values) {
    feed(operand, TInt32.tensorOf(shape, DataBuffers.of(values)));
  }

  private void feed(Operand<?> operand, Tensor tensor) {
    tensors.add(tensor);
    runner.feed(operand, tensor);
  }

  @Override
  public void close() {
    tensors.forEach(Tensor::close);
  }
}

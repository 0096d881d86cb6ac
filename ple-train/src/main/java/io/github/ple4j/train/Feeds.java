package io.github.ple4j.train;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;

/** Tensors that are fed to a run and closed after it. */
final class Feeds implements AutoCloseable {
  private final Session.Runner runner;
  private final List<Tensor> tensors = new ArrayList<>();

  Feeds(Session.Runner runner) {
    this.runner = runner;
  }

  /** Feeds a tensor, and closes it in the end. */
  void feed(Operand<?> placeholder, Tensor tensor) {
    tensors.add(tensor);
    runner.feed(placeholder.asOutput(), tensor);
  }

  @Override
  public void close() {
    tensors.forEach(Tensor::close);
  }
}

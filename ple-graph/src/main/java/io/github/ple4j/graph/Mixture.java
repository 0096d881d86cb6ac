package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A gate's mixture of experts: sum_i softmax(W s)_i E_i, with one linear map of the selector s, or
 * what the spec's {@link Gates} make of it.
 */
record Mixture(List<Expert> experts) {

  /**
   * An expert's output and where it comes from.
   *
   * @param output {@code [B, units]}
   */
  record Expert(String name, Operand<TFloat32> output) {}

  /**
   * Mixes the experts; one expert alone is itself, and its selector is never asked for.
   *
   * @param gate the gate's place
   * @param selector gives {@code [B, s]}
   * @return {@code [B, units]}
   */
  Operand<TFloat32> apply(ModelScope gate, Supplier<Operand<TFloat32>> selector) {
    if (experts.size() == 1) {
      return experts.get(0).output();
    }
    Ops tf = gate.tf();
    Operand<TFloat32> state = selector.get();
    Operand<TFloat32> weights = weights(gate, state); // [B, experts]
    List<Operand<TFloat32>> terms = new ArrayList<>();
    List<org.tensorflow.Output<TFloat32>> columns =
        tf.split(tf.constant(1), weights, (long) experts.size()).output(); // of [B, 1]
    for (int i = 0; i < experts.size(); i++) {
      terms.add(tf.math.mul(columns.get(i), experts.get(i).output())); // [B, units]
    }
    Operand<TFloat32> mixture = tf.math.addN(terms);
    gate.add(
        new Module(
            gate.path(),
            ModelDiagram.Kind.GATE,
            experts.stream().map(Expert::output).collect(ImmutableList.toImmutableList()),
            ImmutableList.of(state),
            ImmutableList.of(mixture)));
    return mixture;
  }

  private Operand<TFloat32> weights(ModelScope gate, Operand<TFloat32> selector) {
    Ops tf = gate.tf();
    Gates options = gate.spec().getGates();
    Operand<TFloat32> read =
        new FullyConnected(options.getHiddenUnitsList(), gate.spec().getActivation())
            .applyWithin(gate.in("hidden"), selector);
    Operand<TFloat32> map =
        gate.dense(
            "weights",
            Shape.of(FullyConnected.width(read), experts.size()),
            new Initializer.GlorotUniform());
    Operand<TFloat32> logits = tf.linalg.matMul(read, map);
    if (options.getBias()) {
      logits =
          tf.nn.biasAdd(
              logits, gate.dense("bias", Shape.of(experts.size()), new Initializer.Fill(0)));
    }
    if (options.hasTemperature()) {
      logits = tf.math.div(logits, tf.constant((float) options.getTemperature()));
    }
    Operand<TFloat32> weights = tf.withName("softmax").nn.softmax(logits); // [B, experts]
    ImmutableList<String> names =
        experts.stream().map(Expert::name).collect(ImmutableList.toImmutableList());
    gate.add(new Gate(gate.path(), names, weights));
    return weights;
  }
}

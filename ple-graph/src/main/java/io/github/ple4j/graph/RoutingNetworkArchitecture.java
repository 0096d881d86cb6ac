package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Routing networks, Rosenbaum et al. 2018, adapted: after one layer for all tasks, every task takes
 * one block, or none, at every depth, as a policy of its own chooses that training reinforces.
 */
record RoutingNetworkArchitecture(RoutingNetwork spec, List<TaskSpec> tasks)
    implements Architecture {
  private static final double BASELINE_DECAY = 0.9;

  @Override
  public ImmutableList<TaskOutput> build(ModelScope root, Representation inputs) {
    Activation activation = root.spec().getActivation();
    FullyConnected layer = new FullyConnected(List.of(spec.getUnits()), activation);
    Operand<TFloat32> bottom =
        layer.apply(root.in("shared").in("bottom"), inputs.embed(root).x()); // [B, units]
    List<Operand<TFloat32>> h = Collections.nCopies(tasks.size(), bottom); // of [B, units]
    List<RoutingPolicy.Choices> ofDepths = new ArrayList<>();
    for (int j = 1; j <= spec.getBlocksCount(); j++) {
      ModelScope level = root.in("level_" + j);
      int count = spec.getBlocks(j - 1);
      List<Operand<TFloat32>> before = h;
      int actions = spec.getWithoutPass() ? count : count + 1;
      List<FullyConnected.Parameters> blocks =
          IntStream.rangeClosed(1, count)
              .mapToObj(
                  c ->
                      FullyConnected.parameters(
                          level.in("block_" + c).in("layer_1"), spec.getUnits(), spec.getUnits()))
              .toList();
      if (actions == 1) {
        Map<Operand<TFloat32>, Operand<TFloat32>> through = new LinkedHashMap<>();
        for (int k = 0; k < tasks.size(); k++) { // once for tasks that have read the same so far
          ModelScope place = level.task(tasks.get(k).getName());
          through.computeIfAbsent(
              before.get(k), state -> layer.activate(place, blocks.get(0), state));
        }
        h = before.stream().map(through::get).toList();
        level.in("block_1").addModule(ModelDiagram.Kind.LAYERS, before, h);
        continue;
      }
      RoutingPolicy.Choices choices =
          new RoutingPolicy(tasks.size(), actions).apply(level.in("policy"));
      ofDepths.add(choices);
      List<Operand<TFloat32>> after = new ArrayList<>();
      for (int k = 0; k < tasks.size(); k++) {
        ModelScope place = level.task(tasks.get(k).getName());
        after.add(block(place, layer, blocks, choices.ofTask(place.tf(), k), before.get(k)));
      }
      h = after;
      level.addModule(ModelDiagram.Kind.ROUTES, before, h);
    }
    if (!ofDepths.isEmpty()) {
      addPolicies(root, ofDepths);
    }
    ImmutableList.Builder<TaskOutput> outputs = ImmutableList.builder();
    for (int k = 0; k < tasks.size(); k++) {
      outputs.add(new Tower(tasks.get(k), activation).apply(root, h.get(k)));
    }
    return outputs.build();
  }

  /**
   * The chosen block. The weights are mixed by a choice of 0 and 1 before they meet the batch, so
   * that one matrix product is enough; a block that is not chosen has a gradient of 0.
   *
   * @param choice of every block, and last of a pass, if there is one; of {@code [1]}
   */
  private Operand<TFloat32> block(
      ModelScope place,
      FullyConnected layer,
      List<FullyConnected.Parameters> blocks,
      List<? extends Operand<TFloat32>> choice,
      Operand<TFloat32> h) {
    Ops tf = place.tf();
    List<Operand<TFloat32>> weights = new ArrayList<>();
    List<Operand<TFloat32>> biases = new ArrayList<>();
    for (int c = 0; c < blocks.size(); c++) {
      weights.add(tf.math.mul(choice.get(c), blocks.get(c).weights()));
      biases.add(tf.math.mul(choice.get(c), blocks.get(c).biases()));
    }
    FullyConnected.Parameters mixed =
        new FullyConnected.Parameters(tf.math.addN(weights), tf.math.addN(biases));
    Operand<TFloat32> through = layer.activate(place, mixed, h);
    if (spec.getWithoutPass()) {
      return through;
    }
    Operand<TFloat32> pass = choice.get(blocks.size());
    return tf.math.add(
        tf.math.mul(pass, h), tf.math.mul(tf.math.sub(tf.constant(1f), pass), through));
  }

  private void addPolicies(ModelScope root, List<RoutingPolicy.Choices> ofDepths) {
    double decay = spec.hasBaselineDecay() ? spec.getBaselineDecay() : BASELINE_DECAY;
    Ops tf = root.in("policies").tf();
    for (int k = 0; k < tasks.size(); k++) {
      List<Operand<TFloat32>> logProbabilities = new ArrayList<>();
      List<Operand<TFloat32>> alike = new ArrayList<>();
      for (RoutingPolicy.Choices choices : ofDepths) {
        logProbabilities.add(choices.logProbability(tf, k));
        alike.add(choices.alike(tf, k));
      }
      double scale = spec.getCollaboration() / ofDepths.size();
      root.addPolicy(
          new Policy(
              tasks.get(k).getName(),
              tf.math.addN(logProbabilities),
              tf.math.mul(tf.constant((float) scale), tf.math.addN(alike)),
              decay));
    }
  }

  /** The blocks of the last depth; the first layer where every depth may be passed by. */
  @Override
  public ImmutableList<String> lastSharedLayer() {
    if (!spec.getWithoutPass() || spec.getBlocksCount() == 0) {
      return ImmutableList.of("shared/bottom/layer_1/weights");
    }
    int last = spec.getBlocksCount();
    return IntStream.rangeClosed(1, spec.getBlocks(last - 1))
        .mapToObj(c -> "level_" + last + "/block_" + c + "/layer_1/weights")
        .collect(ImmutableList.toImmutableList());
  }
}

package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Gumbel-matrix routing, Maziarz et al. 2019, adapted: what a task reads next is the mean of the
 * components that a learned binary matrix gives it.
 */
record GumbelMatrixArchitecture(GumbelMatrix spec) implements Architecture {

  @Override
  public ImmutableList<TaskOutput> build(ModelScope root, Representation inputs) {
    List<TaskSpec> tasks = root.spec().getTasksList();
    Activation activation = root.spec().getActivation();
    List<Operand<TFloat32>> m = // of [B, units]
        Collections.nCopies(tasks.size(), inputs.embed(root).x());
    for (int j = 1; j <= spec.getLevelsCount(); j++) {
      ModelScope level = root.in("level_" + j);
      int count = spec.getLevels(j - 1).getComponents();
      FullyConnected component =
          new FullyConnected(List.of(spec.getLevels(j - 1).getUnits()), activation);
      List<List<Operand<TFloat32>>> ofComponents = new ArrayList<>();
      for (int c = 1; c <= count; c++) {
        ModelScope place = level.in("component_" + c);
        ofComponents.add(
            j == 1 // where all tasks read x
                ? Collections.nCopies(tasks.size(), component.apply(place, m.get(0)))
                : component.applyToEach(place, m));
      }
      m = means(level, ofComponents, tasks.size());
    }
    ImmutableList.Builder<TaskOutput> outputs = ImmutableList.builder();
    for (int k = 0; k < tasks.size(); k++) {
      outputs.add(new Tower(tasks.get(k), activation).apply(root, m.get(k)));
    }
    return outputs.build();
  }

  /** sum_c A_kc h_c / sum_c A_kc, {@code [B, units]}; one component alone is itself. */
  private List<Operand<TFloat32>> means(
      ModelScope level, List<List<Operand<TFloat32>>> ofComponents, int tasks) {
    int components = ofComponents.size();
    if (components == 1) {
      return ofComponents.get(0);
    }
    ModelScope scope = level.in("choice");
    Ops tf = scope.tf();
    Optional<GumbelMatrix.Annealing> annealing =
        spec.hasAnnealing() ? Optional.of(spec.getAnnealing()) : Optional.empty();
    Operand<TFloat32> a = new GumbelMatrixSample(annealing).apply(scope, tasks, components);
    Operand<TFloat32> shares = // [K, C]
        tf.withName("shares")
            .math
            .div(a, tf.sum(a, tf.constant(1), org.tensorflow.op.core.Sum.keepDims(true)));
    Operand<TFloat32> flat = tf.reshape(shares, tf.constant(new int[] {-1}));
    List<org.tensorflow.Output<TFloat32>> share = // of [1]
        tf.split(tf.constant(0), flat, (long) tasks * components).output();
    List<Operand<TFloat32>> means = new ArrayList<>();
    for (int k = 0; k < tasks; k++) {
      List<Operand<TFloat32>> terms = new ArrayList<>();
      for (int c = 0; c < components; c++) {
        terms.add(tf.math.mul(share.get(k * components + c), ofComponents.get(c).get(k)));
      }
      means.add(tf.math.addN(terms));
    }
    scope.addModule(
        ModelDiagram.Kind.ROUTES, ofComponents.stream().flatMap(List::stream).toList(), means);
    return means;
  }

  /** The components of the last level. */
  @Override
  public ImmutableList<String> lastSharedLayer() {
    int last = spec.getLevelsCount();
    return IntStream.rangeClosed(1, spec.getLevels(last - 1).getComponents())
        .mapToObj(c -> "level_" + last + "/component_" + c + "/layer_1/weights")
        .collect(ImmutableList.toImmutableList());
  }
}

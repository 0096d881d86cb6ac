package io.github.ple4j.graph;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * The state after an extraction level: one representation of each task and one shared, each made
 * when it is first read. So an expert or a gate that nothing reads, as the last level's shared
 * gate, is never made.
 */
final class ExtractionNetwork {
  private final List<TaskSpec> tasks;
  private final Supplier<Operand<TFloat32>> x; // [B, d]
  private final List<Supplier<Operand<TFloat32>>> ofTasks; // of [B, units]
  private final Supplier<Operand<TFloat32>> shared; // [B, units]

  private ExtractionNetwork(
      List<TaskSpec> tasks,
      Supplier<Operand<TFloat32>> x,
      List<Supplier<Operand<TFloat32>>> ofTasks,
      Supplier<Operand<TFloat32>> shared) {
    this.tasks = tasks;
    this.x = x;
    this.ofTasks = ofTasks;
    this.shared = shared;
  }

  /** Before the first level every representation is x, {@code [B, d]}. */
  static ExtractionNetwork input(List<TaskSpec> tasks, Operand<TFloat32> x) {
    Supplier<Operand<TFloat32>> state = () -> x;
    return new ExtractionNetwork(
        tasks,
        state,
        tasks.stream().map(task -> state).collect(ImmutableList.toImmutableList()),
        state);
  }

  /** A task's representation: its fusion at this level. */
  Operand<TFloat32> ofTask(int task) {
    return ofTasks.get(task).get();
  }

  /**
   * The next level. Task k's gate mixes its own experts and then the shared ones, with task k's
   * representation as selector; the shared gate mixes the experts of every task and then the shared
   * ones, with the shared representation as selector. The options of {@link Gates} depart from
   * that.
   */
  ExtractionNetwork next(ExtractionLevel level, ModelScope scope, Activation activation) {
    Gates options = scope.spec().getGates();
    FullyConnected expert = new FullyConnected(level.getExpertUnitsList(), activation);
    ModelScope sharedScope = scope.in("shared");
    List<Supplier<Mixture.Expert>> sharedExperts =
        experts(level.getSharedExperts(), expert, sharedScope, shared);

    List<Supplier<Mixture.Expert>> allExperts = new ArrayList<>();
    List<Supplier<Operand<TFloat32>>> fusions = new ArrayList<>();
    for (int k = 0; k < tasks.size(); k++) {
      ModelScope taskScope = scope.task(tasks.get(k).getName());
      Supplier<Operand<TFloat32>> state = ofTasks.get(k);
      List<Supplier<Mixture.Expert>> ownExperts =
          experts(level.getTaskExperts(k), expert, taskScope, state);
      allExperts.addAll(ownExperts);
      fusions.add(
          fusion(
              concat(ownExperts, sharedExperts),
              taskScope.in("gate"),
              options.getRawSelector() ? x : state));
    }
    allExperts.addAll(sharedExperts);
    return new ExtractionNetwork(
        tasks,
        x,
        ImmutableList.copyOf(fusions),
        fusion(
            options.getSharedOnly() ? sharedExperts : allExperts,
            sharedScope.in("gate"),
            options.getRawSelector() ? x : shared));
  }

  private static <T> List<T> concat(List<T> first, List<T> second) {
    return ImmutableList.<T>builder().addAll(first).addAll(second).build();
  }

  private static List<Supplier<Mixture.Expert>> experts(
      int count, FullyConnected expert, ModelScope module, Supplier<Operand<TFloat32>> state) {
    ImmutableList.Builder<Supplier<Mixture.Expert>> experts = ImmutableList.builder();
    for (int i = 1; i <= count; i++) {
      ModelScope place = module.in("expert_" + i);
      experts.add(
          Suppliers.memoize(
              () -> new Mixture.Expert(place.path(), expert.apply(place, state.get()))));
    }
    return experts.build();
  }

  private static Supplier<Operand<TFloat32>> fusion(
      List<Supplier<Mixture.Expert>> experts,
      ModelScope gate,
      Supplier<Operand<TFloat32>> selector) {
    return Suppliers.memoize(
        () -> new Mixture(experts.stream().map(Supplier::get).toList()).apply(gate, selector));
  }
}

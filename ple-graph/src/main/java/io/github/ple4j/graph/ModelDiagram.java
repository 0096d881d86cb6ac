package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.op.Ops;

/**
 * How information is routed through a model: its modules, and which reads which. It is found in the
 * model's graph, so that it shows what was built. Immutable.
 *
 * @param spec what it shows
 * @param nodes in the order of their ranks
 */
public record ModelDiagram(ModelSpec spec, ImmutableList<Node> nodes) {
  private static final Pattern TASK = Pattern.compile("(?:^|.*?/)task/([^/]+)/.*");

  /** What a module is. */
  public enum Kind {
    /** The representation x. */
    INPUT,
    /** FC layers: a bottom, an expert, a block, the layers of a tower. */
    LAYERS,
    /** A gate with the mixture that it makes. */
    GATE,
    /** A cross-stitch unit, switches, a matrix of choices. */
    ROUTES,
    /** Multi-head attention. */
    ATTENTION,
    /** The linear layer that gives a task's output. */
    HEAD
  }

  /**
   * A module.
   *
   * @param name its place, such as {@code level_1/task/click/expert_1}
   * @param task name of the task that owns it; absent of shared ones
   * @param width of what it gives
   * @param parameters of its own, embeddings included
   * @param reads names of the modules that it maps
   * @param selectedBy names of the modules that say how it mixes what it reads
   * @param rank 0 for an input, else one more than the highest that it reads
   */
  public record Node(
      String name,
      Kind kind,
      Optional<String> task,
      long width,
      long parameters,
      ImmutableSet<String> reads,
      ImmutableSet<String> selectedBy,
      int rank) {}

  /**
   * The diagram of a model, as it is in inference.
   *
   * @throws SpecException if the spec is not valid
   */
  public static ModelDiagram of(ModelSpec spec) {
    ModelSpecs.validate(spec);
    try (Graph graph = new Graph()) {
      Ops tf = GraphOps.create(graph);
      FeatureInputs inputs = FeatureInputs.placeholders(tf, spec);
      ModelScope root =
          ModelScope.root(tf, spec, inputs, Mode.INFERENCE, Placement.cpu(), Optional.empty());
      Architecture.of(spec).build(root, new Representation(root, inputs));
      return new ModelDiagram(spec, nodes(root));
    }
  }

  /** The highest rank. */
  public int lastRank() {
    return nodes.stream().mapToInt(Node::rank).max().orElse(0);
  }

  private static ImmutableList<Node> nodes(ModelScope root) {
    Map<String, String> givers = new HashMap<>(); // module by name of operation
    for (Module module : root.modules()) {
      module.gives().forEach(tensor -> givers.putIfAbsent(tensor.op().name(), module.name()));
    }
    Map<String, Long> parameters = parameters(root);
    Map<String, Node> nodes = new LinkedHashMap<>();
    for (Module module : root.modules()) { // each after those that it reads
      ImmutableSet<String> reads = sources(module.name(), module.reads(), givers);
      ImmutableSet<String> selectors = sources(module.name(), module.selectors(), givers);
      int rank = 0;
      for (String name : ImmutableList.<String>builder().addAll(reads).addAll(selectors).build()) {
        Node source = nodes.get(name);
        rank = source == null ? rank : Math.max(rank, source.rank() + 1);
      }
      Matcher owner = TASK.matcher(module.name());
      nodes.put(
          module.name(),
          new Node(
              module.name(),
              module.kind(),
              owner.matches() ? Optional.of(owner.group(1)) : Optional.empty(),
              width(module.gives().get(0)),
              parameters.getOrDefault(module.name(), 0L),
              reads,
              selectors,
              rank));
    }
    List<Node> ordered = new ArrayList<>(nodes.values());
    ordered.sort(java.util.Comparator.comparingInt(Node::rank));
    return ImmutableList.copyOf(ordered);
  }

  private static long width(Operand<?> tensor) {
    int dimensions = tensor.shape().numDimensions();
    return dimensions < 2 ? 1 : tensor.shape().get(dimensions - 1);
  }

  /** Of every module the parameters at its place, but those of a module within. */
  private static Map<String, Long> parameters(ModelScope root) {
    Map<String, Long> parameters = new HashMap<>();
    for (Variable variable : root.variables()) {
      if (variable.role() == Variable.Role.AVERAGE) {
        continue;
      }
      String owner = "";
      for (Module module : root.modules()) {
        String place = module.name().replaceFirst("(^|/)x$", "$1embedding");
        boolean within = variable.name().startsWith(place + "/");
        if (within && place.length() >= owner.length()) {
          owner = module.name();
        }
      }
      parameters.merge(owner, variable.shape().size(), Long::sum);
    }
    return parameters;
  }

  /** The modules from which tensors come, not through other modules. */
  private static ImmutableSet<String> sources(
      String reader, List<Operand<?>> tensors, Map<String, String> givers) {
    ImmutableSet.Builder<String> sources = ImmutableSet.builder();
    Deque<Operation> open = new ArrayDeque<>();
    Set<String> seen = new HashSet<>();
    tensors.forEach(tensor -> open.add(tensor.op()));
    while (!open.isEmpty()) {
      Operation operation = open.remove();
      if (!seen.add(operation.name())) {
        continue;
      }
      String giver = givers.get(operation.name());
      if (giver != null && !giver.equals(reader)) {
        sources.add(giver);
      } else {
        ((GraphOperation) operation).inputs().forEach(input -> open.add(input.op()));
      }
    }
    return sources.build();
  }
}

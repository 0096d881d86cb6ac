package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.SyntheticRegression;
import io.github.ple4j.graph.FeatureInputs;
import io.github.ple4j.graph.Mode;
import io.github.ple4j.graph.ModelGraph;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.graph.TaskOutput;
import io.github.ple4j.graph.TaskSpec;
import io.github.ple4j.graph.Variable;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;

class DefaultModelsTest {
  private static final ImmutableMap<String, Double> RATIOS_AT_512 =
      ratios(0.62, 1.09, 1.57, 1, 0.99, 1.39, 1.50, 1.49);
  private static final ImmutableMap<String, Double> RATIOS_AT_255 =
      ratios(0.69, 1.15, 1.61, 1, 1.03, 1.31, 1.48, 1.47);

  private static ImmutableMap<String, Double> ratios(
      double hard,
      double asymmetric,
      double customized,
      double crossStitch,
      double sluice,
      double mixture,
      double multiLevel,
      double ple) {
    return ImmutableMap.<String, Double>builder()
        .put("hard-sharing", hard)
        .put("asymmetric-sharing", asymmetric)
        .put("customized-sharing", customized)
        .put("cross-stitch", crossStitch)
        .put("sluice", sluice)
        .put("moe", mixture)
        .put("mmoe", mixture)
        .put("cgc", mixture)
        .put("ml-mmoe", multiLevel)
        .put("ple", ple)
        .buildOrThrow();
  }

  @Test
  void everyPathFromInputToHeadIsOfThreeLayersInEveryModel() {
    for (String name : DefaultModels.names()) {
      try (Graph graph = new Graph()) {
        Map<GraphOperation, Set<Integer>> known = new HashMap<>();
        for (TaskOutput output : build(graph, name, 20).outputs()) {
          GraphOperation end = (GraphOperation) output.prediction().op();

          assertThat(numbersOf("Relu", end, known)).as(name).isEqualTo(layers(name));
        }
      }
    }
  }

  /** A tower of sluice reads the first layer too, and a routing network may pass a block by. */
  private static Set<Integer> layers(String name) {
    boolean shortcut = Set.of("sluice", "routing-network").contains(name);
    return shortcut ? Set.of(2, 3) : Set.of(3);
  }

  @Test
  void aLayerIsAMatrixProductAndSoIsTheHead() {
    for (String name : DefaultModels.names()) {
      if (name.equals("mran")) {
        continue; // attention is of matrix products that are no layers
      }
      int maps = name.equals("snr-trans") ? 2 : 0; // linear, after each of its levels
      try (Graph graph = new Graph()) {
        Map<GraphOperation, Set<Integer>> known = new HashMap<>();
        for (TaskOutput output : build(graph, name, 20).outputs()) {
          GraphOperation end = (GraphOperation) output.prediction().op();
          Set<Integer> expected = new TreeSet<>();
          layers(name).forEach(layer -> expected.add(layer + maps + 1));

          assertThat(numbersOf("MatMul", end, known)).as(name).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void layersAreOf256And128And64Units() {
    for (String name : DefaultModels.names()) {
      try (Graph graph = new Graph()) {
        Set<Long> inputs = new TreeSet<>();
        Set<Long> units = new TreeSet<>();
        for (Variable variable : build(graph, name, 20).variables()) {
          if (variable.name().endsWith("weights") && !variable.name().contains("gate")) {
            inputs.add(variable.shape().get(0));
            units.add(variable.shape().get(1));
          }
        }

        if (name.equals("sluice")) {
          assertThat(units).containsExactly(1L, 64L, 176L);
          continue;
        }
        if (name.equals("routing-network")) {
          assertThat(units).containsExactly(1L, 64L, 192L);
          continue;
        }
        if (name.equals("mran")) { // attention of 64, then towers
          assertThat(units).containsExactly(1L, 64L, 128L, 256L);
          continue;
        }
        assertThat(inputs).as(name).contains(20L, 64L, 128L);
        assertThat(units).as(name).containsExactly(1L, 64L, 128L, 256L);
      }
    }
  }

  @Test
  void sizesAgainstSingleTaskAreTheKnownOnes() {
    assertThat(parameters("single-task", 512)).isEqualTo(345_090);
    assertThat(parameters("single-task", 255)).isBetween(213_000L, 214_500L);
    RATIOS_AT_512.forEach((name, ratio) -> assertRatio(name, 512, ratio));
    RATIOS_AT_255.forEach((name, ratio) -> assertRatio(name, 255, ratio));
  }

  @Test
  void everyNameIsTheNameOfItsModel() {
    for (String name : DefaultModels.names()) {
      assertThat(DefaultModels.name(spec(name, 3))).isEqualTo(name);
    }
    assertThat(ImmutableSet.copyOf(DefaultModels.names())).hasSize(18);
  }

  private static void assertRatio(String name, int dimensions, double expected) {
    double ratio = (double) parameters(name, dimensions) / parameters("single-task", dimensions);
    assertThat(ratio).as(name + " at " + dimensions).isCloseTo(expected, within(0.01));
  }

  private static long parameters(String name, int dimensions) {
    try (Graph graph = new Graph()) {
      return build(graph, name, dimensions).variables().stream()
          .filter(variable -> variable.role() == Variable.Role.DENSE)
          .mapToLong(variable -> variable.shape().size())
          .sum();
    }
  }

  /**
   * The numbers of operations of a type on the paths that lead from numeric inputs to an end, but
   * for those through what gates and masks weigh them by.
   */
  private static Set<Integer> numbersOf(
      String type, GraphOperation end, Map<GraphOperation, Set<Integer>> known) {
    Set<Integer> found = known.get(end);
    if (found != null) {
      return found;
    }
    if (end.type().equals("Softmax") || end.name().contains("/attention/mask/")) {
      return Set.of();
    }
    int own = end.type().equals(type) ? 1 : 0;
    Set<Integer> lengths = new TreeSet<>();
    if (end.name().equals("inputs/numeric")) {
      lengths.add(0);
    }
    for (Operand<?> input : end.inputs()) {
      numbersOf(type, (GraphOperation) input.op(), known)
          .forEach(length -> lengths.add(length + own));
    }
    known.put(end, lengths);
    return lengths;
  }

  private static ModelSpec spec(String name, int dimensions) {
    SyntheticRegression.Options options =
        SyntheticRegression.Options.defaults().withRows(14).withDimensions(dimensions);
    Dataset data = SyntheticRegression.create(options);
    if (!name.equals("esmm")) {
      return ModelDerivation.defaults().derive(data, name, 1);
    }
    ModelSpec.Builder binary = ModelDerivation.defaults().derive(data, "cgc", 1).toBuilder();
    binary.getTasksBuilderList().forEach(task -> task.setKind(TaskSpec.Kind.BINARY));
    DefaultModels.setArchitecture(binary, name);
    return binary.build();
  }

  private static ModelGraph build(Graph graph, String name, int dimensions) {
    ModelSpec spec = spec(name, dimensions);
    FeatureInputs inputs = FeatureInputs.placeholders(Ops.create(graph), spec);
    return ModelGraph.build(graph, spec, inputs, Mode.TRAINING, Placement.cpu());
  }
}

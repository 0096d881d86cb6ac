package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.ple4j.datasets.SyntheticRegression;
import io.github.ple4j.graph.FeatureInputs;
import io.github.ple4j.graph.Mode;
import io.github.ple4j.graph.ModelGraph;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.graph.TaskOutput;
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
    for (String name : TrainerTest.namesForAnyTasks()) {
      try (Graph graph = new Graph()) {
        Map<GraphOperation, Set<Integer>> known = new HashMap<>();
        for (TaskOutput output : build(graph, name, 20).outputs()) {
          GraphOperation end = (GraphOperation) output.prediction().op();

          // A tower of sluice reads the first layer too; gates, of ML-MMOE on x at every level, do
          // not count as layers.
          if (name.startsWith("snr-") || name.equals("mran")) {
            continue; // its linear maps between layers are no layers
          }
          // A routing network may pass a block by.
          boolean shortcut = Set.of("sluice", "ml-mmoe", "routing-network").contains(name);
          Set<Integer> expected = shortcut ? Set.of(2 + 1, 3 + 1) : Set.of(3 + 1);
          assertThat(matrixProducts(end, known)).as(name).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void layersAreOf256And128And64Units() {
    for (String name : TrainerTest.namesForAnyTasks()) {
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
    for (String name : TrainerTest.namesForAnyTasks()) {
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

  /** The numbers of matrix products on the paths that lead to an operation. */
  private static Set<Integer> matrixProducts(
      GraphOperation end, Map<GraphOperation, Set<Integer>> known) {
    Set<Integer> found = known.get(end);
    if (found != null) {
      return found;
    }
    int own = end.type().equals("MatMul") ? 1 : 0;
    Set<Integer> lengths = new TreeSet<>();
    if (end.name().equals("inputs/numeric")) {
      lengths.add(0);
    }
    for (Operand<?> input : end.inputs()) {
      matrixProducts((GraphOperation) input.op(), known)
          .forEach(length -> lengths.add(length + own));
    }
    known.put(end, lengths);
    return lengths;
  }

  private static ModelSpec spec(String name, int dimensions) {
    SyntheticRegression.Options options =
        SyntheticRegression.Options.defaults().withRows(14).withDimensions(dimensions);
    return ModelDerivation.defaults().derive(SyntheticRegression.create(options), name, 1);
  }

  private static ModelGraph build(Graph graph, String name, int dimensions) {
    ModelSpec spec = spec(name, dimensions);
    FeatureInputs inputs = FeatureInputs.placeholders(Ops.create(graph), spec);
    return ModelGraph.build(graph, spec, inputs, Mode.TRAINING, Placement.cpu());
  }
}

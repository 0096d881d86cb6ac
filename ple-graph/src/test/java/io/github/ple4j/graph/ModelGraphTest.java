package io.github.ple4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.graph.ModelSpec.ArchitectureCase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class ModelGraphTest {
  static final List<String> ARCHITECTURES = List.of(Specs.ARCHITECTURES);

  @ParameterizedTest
  @FieldSource("ARCHITECTURES")
  void outputsAreInTheOrderOfTheTasksAndOfTheirKinds(String architecture) {
    try (ModelSession session = ModelSession.of(Specs.embedded(architecture))) {
      assertThat(session.model().outputs())
          .extracting(TaskOutput::task)
          .containsExactly("click", "click_buy");
      assertThat(session.model().outputs().get(0)).isInstanceOf(TaskOutput.Logit.class);
      assertThat(session.model().outputs().get(1)).isInstanceOf(TaskOutput.Value.class);
    }
  }

  @ParameterizedTest
  @FieldSource("ARCHITECTURES")
  void onlySomeHaveALossOrNoiseOfTheirOwnAndOnlyInTraining(String architecture) {
    ModelSpec spec = ModelSpecs.parse(Specs.embedded(architecture), "test");
    boolean switches = spec.hasSnrTrans() || spec.hasSnrAver();
    boolean noisy = switches || spec.hasGumbelMatrix() || spec.hasRoutingNetwork();
    try (ModelSession session = ModelSession.of(spec, Mode.TRAINING, Placement.cpu())) {
      assertThat(session.model().auxiliaryLosses().isEmpty())
          .isEqualTo(!switches && !spec.hasSluice());
      assertThat(session.model().policies()).hasSize(spec.hasRoutingNetwork() ? 2 : 0);
      assertThat(session.model().step().isPresent()).isEqualTo(noisy);
    }
    try (ModelSession session = ModelSession.of(spec, Mode.INFERENCE, Placement.cpu())) {
      assertThat(session.model().auxiliaryLosses()).isEmpty();
      assertThat(session.model().policies()).isEmpty();
      assertThat(session.model().step()).isEmpty();
      assertThat(session.model().graph().toGraphDef().getNodeList())
          .noneMatch(node -> node.getName().contains("noise"));
    }
  }

  @ParameterizedTest
  @FieldSource("io.github.ple4j.graph.ModelTrapsTest#ARCHITECTURES")
  void everyTaskReachesTheLastSharedLayer(String architecture) {
    ModelSpec spec = ModelSpecs.parse(Specs.embedded(architecture) + "activation: TANH", "test");
    try (ModelSession session = ModelSession.of(spec)) {
      VariableValues values = session.randomize(3);
      if (spec.hasGumbelMatrix()) { // where a task may choose none of some components
        session.assign(values.with("level_2/choice/logits", new double[] {1, 1, 1, 1}));
      }
      List<String> layer = session.model().lastSharedLayer().stream().map(Variable::name).toList();
      assertThat(layer.isEmpty()).isEqualTo(spec.hasSingleTask());
      Batch batch = new RandomSpecs(2).batch(spec, 4);
      for (Operand<TFloat32> head : session.heads()) {
        if (!layer.isEmpty()) {
          assertThat(
                  new OutputGradients(session, List.of(head), layer::contains)
                      .largest(batch, List.of(new float[] {1, -2, 3, -4})))
              .hasSameSizeAs(layer)
              .allSatisfy((name, largest) -> assertThat(largest).as(name).isPositive());
        }
      }
    }
  }

  @Test
  void theOrthogonalityLossOfSluiceIsThatOfTheEquationAndOnlyInTraining() {
    ModelSpec spec =
        ModelSpecs.parse(
            Specs.embedded("sluice { layers: 2 units: 4 subspaces: 2 orthogonality: 0.3 }"),
            "test");
    try (ModelSession session = ModelSession.of(spec)) {
      VariableValues values = session.randomize(2);
      Batch batch = new RandomSpecs(1).batch(spec, 2);
      double expected = 0;
      double actual = 0;
      for (Operand<TFloat32> loss : session.model().auxiliaryLosses()) {
        actual += session.fetch(batch, loss)[0];
      }
      for (Variable variable : session.model().variables()) {
        if (variable.name().startsWith("level_") && variable.name().endsWith("weights")) {
          double[] w = values.get(variable.name()); // [inputs, 4]
          for (int a = 0; a < 2; a++) {
            for (int b = 2; b < 4; b++) {
              double product = 0;
              for (int i = 0; i < w.length; i += 4) {
                product += w[i + a] * w[i + b];
              }
              expected += 0.3 * product * product;
            }
          }
        }
      }
      assertThat(session.model().auxiliaryLosses()).hasSize(4);
      assertThat(actual).isCloseTo(expected, within(1e-5 * expected));
    }
    try (Graph graph = new Graph()) {
      FeatureInputs inputs = FeatureInputs.placeholders(Ops.create(graph), spec);
      ModelGraph model = ModelGraph.build(graph, spec, inputs, Mode.INFERENCE, Placement.cpu());
      assertThat(model.auxiliaryLosses()).isEmpty();
    }
  }

  @Test
  void singleTaskHasALookupForEveryTaskAndWidth() {
    String spec =
        Specs.embedded("single_task {}")
            + """
              features { name: "other" categorical { embedding_table: "u" } }
              embedding_tables { name: "u" rows: 5 width: 2 }
              """;
    try (ModelSession session = ModelSession.of(spec)) {
      assertThat(session.model().lookups())
          .extracting(lookup -> lookup.table().name())
          .containsExactlyInAnyOrder(
              "task/click/embedding/width_2/table",
              "task/click/embedding/width_3/table",
              "task/click_buy/embedding/width_2/table",
              "task/click_buy/embedding/width_3/table");
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ARCHITECTURE_NOT_SET")
  void embeddingVariablesHaveTheirRoleAndOneLookup(ArchitectureCase architecture) {
    for (int seed = 0; seed < 10; seed++) {
      try (ModelSession session = ModelSession.of(new RandomSpecs(seed).spec(architecture))) {
        List<Variable> tables =
            session.model().variables().stream()
                .filter(variable -> variable.name().contains("embedding/"))
                .toList();
        assertThat(tables).allMatch(table -> table.role() == Variable.Role.EMBEDDING);
        assertThat(session.model().variables())
            .filteredOn(variable -> variable.role() == Variable.Role.EMBEDDING)
            .containsExactlyInAnyOrderElementsOf(tables);
        assertThat(session.model().lookups())
            .extracting(EmbeddingLookup::table)
            .containsExactlyInAnyOrderElementsOf(tables);
        assertThat(session.model().variables()).extracting(Variable::name).doesNotHaveDuplicates();
      }
    }
  }

  @ParameterizedTest
  @FieldSource("ARCHITECTURES")
  void variablesOfOneModelDoNotShareAResource(String architecture) {
    try (ModelSession session = ModelSession.of(Specs.embedded(architecture))) {
      VariableValues values = session.randomize(1);
      VariableValues read = session.variables();
      for (String name : values.names()) {
        assertThat(read.get(name)).as(name).isEqualTo(values.get(name));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("ARCHITECTURES")
  void featuresMayComeFromOtherNodesThanPlaceholders(String architecture) {
    ModelSpec spec = ModelSpecs.parse(Specs.embedded(architecture), "test");
    Batch batch = new RandomSpecs(5).batch(spec, 3);
    try (ModelSession direct = ModelSession.of(spec).initialized();
        Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      FeatureInputs fed = FeatureInputs.placeholders(tf, spec);
      FeatureInputs.Bag bag = fed.bags().get(0);
      FeatureInputs computed =
          new FeatureInputs(
              tf.math.neg(fed.numeric()),
              tf.math.add(fed.ids(), tf.constant(1)),
              fed.idWeights(),
              ImmutableList.of(
                  new FeatureInputs.Bag(
                      tf.identity(bag.ids()),
                      tf.identity(bag.rows()),
                      tf.identity(bag.weights()))));
      ModelGraph model = ModelGraph.build(graph, spec, computed, Mode.INFERENCE, Placement.cpu());
      // The graph undoes what is done to the batch before it is fed.
      float[][] numeric = new float[3][3];
      int[][] ids = new int[3][1];
      for (int row = 0; row < 3; row++) {
        ids[row][0] = batch.ids()[row][0] - 1;
        for (int i = 0; i < 3; i++) {
          numeric[row][i] = -batch.numeric()[row][i];
        }
      }
      Batch raw = new Batch(numeric, ids, batch.idWeights(), batch.bags());
      try (Session session = new Session(graph)) {
        session.runner().addTarget(model.initializer()).run().close();
        try (BatchFeeds feeds = new BatchFeeds(session.runner())) {
          feeds.feed(fed, raw);
          model.outputs().forEach(output -> feeds.runner().fetch(output.prediction()));
          List<float[]> expected = direct.fetch(batch, direct.predictions());
          List<float[]> actual = ModelSession.run(feeds.runner());
          for (int k = 0; k < 2; k++) {
            Close.assertClose(
                actual.get(k), ModelSession.doubles(expected.get(k)), 1e-6, architecture);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ARCHITECTURE_NOT_SET")
  void anEmptyBatchHasEmptyOutputs(ArchitectureCase architecture) {
    for (int seed = 0; seed < 5; seed++) {
      RandomSpecs random = new RandomSpecs(seed);
      ModelSpec spec = random.spec(architecture);
      try (ModelSession session = ModelSession.of(spec).initialized()) {
        assertThat(session.fetch(random.batch(spec, 0), session.predictions()))
            .hasSize(spec.getTasksCount())
            .allSatisfy(prediction -> assertThat(prediction).isEmpty());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ARCHITECTURE_NOT_SET")
  void trainingAndInferenceGraphsPredictTheSame(ArchitectureCase architecture) {
    RandomSpecs random = new RandomSpecs(44);
    ModelSpec spec = random.spec(architecture);
    Batch batch = random.batch(spec, 4);
    try (ModelSession training = ModelSession.of(spec, Mode.TRAINING, Placement.cpu());
        ModelSession inference = ModelSession.of(spec, Mode.INFERENCE, Placement.cpu())) {
      inference.assign(training.randomize(3));
      List<Operand<TFloat32>> predictions = inference.predictions();
      List<Operand<TFloat32>> beside = // without noise, if there is any
          training.model().inference().outputs().stream()
              .<Operand<TFloat32>>map(TaskOutput::prediction)
              .toList();
      assertThat(inference.fetch(batch, predictions))
          .usingRecursiveComparison()
          .isEqualTo(training.fetch(batch, beside));
    }
  }

  @Test
  void aModelIsNotFoundInAGraphWithoutItsNodes() {
    try (ModelSession session = ModelSession.of(Specs.ple());
        Graph empty = new Graph()) {
      assertThatIllegalArgumentException().isThrownBy(() -> session.model().in(empty));
    }
  }
}

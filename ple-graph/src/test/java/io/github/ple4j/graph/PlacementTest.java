package io.github.ple4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.github.ple4j.graph.Placement.Device;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Operand;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

class PlacementTest {
  static final List<String> ARCHITECTURES = List.of(Specs.ARCHITECTURES);

  private static final Device CPU = new Device(Device.Type.CPU, 0);
  private static final Device GPU = new Device(Device.Type.GPU, 0);

  private static Placement placement(Device... devices) {
    return new Placement(ImmutableList.copyOf(devices), Optional.empty());
  }

  private static Placement apart(Device embeddings, Device... devices) {
    return new Placement(ImmutableList.copyOf(devices), Optional.of(embeddings));
  }

  @Test
  void aPlacementIsDevicesAndPerhapsAnotherForEmbeddings() {
    Device second = new Device(Device.Type.GPU, 1);
    assertThat(Placement.cpu()).isEqualTo(placement(CPU));
    assertThat(Placement.parse("cpu")).isEqualTo(Placement.cpu());
    assertThat(Placement.parse("gpu")).isEqualTo(placement(GPU));
    assertThat(Placement.parse("gpu:1")).isEqualTo(placement(second));
    assertThat(Placement.parse("gpu:1,gpu:0")).isEqualTo(placement(second, GPU));
    assertThat(Placement.parse("gpu,embeddings=cpu")).isEqualTo(apart(CPU, GPU));
    assertThat(Placement.parse("gpu:1,embeddings=gpu:0")).isEqualTo(apart(GPU, second));
    assertThat(Placement.parse("embeddings=cpu,gpu,gpu:1")).isEqualTo(apart(CPU, GPU, second));
  }

  @Test
  void aPlacementPrintsAsItIsParsed() {
    for (String text : List.of("cpu:0", "gpu:0,gpu:1", "gpu:1,embeddings=cpu:0")) {
      assertThat(Placement.parse(text)).hasToString(text);
    }
  }

  @Test
  void variablesAreOnTheFirstDeviceAndTablesOnTheirs() {
    Placement placement = Placement.parse("gpu:1,gpu:0,embeddings=cpu");
    assertThat(placement.main()).hasToString("gpu:1");
    assertThat(placement.tables()).hasToString("cpu:0");
    assertThat(placement.all()).hasSize(3);
    assertThat(Placement.parse("gpu:1,gpu:0").tables()).hasToString("gpu:1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tpu",
        "GPU",
        "gpu:",
        "gpu:x",
        "gpu:-1",
        "gpu:99999999999",
        "gpu,",
        "gpu,gpu:0",
        "cpu:1,gpu,cpu:1",
        "embeddings=cpu",
        "gpu,embeddings=",
        "gpu,embeddings=cpu,embeddings=cpu",
        " gpu"
      })
  void anythingElseIsRefusedAndQuoted(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Placement.parse(text))
        .withMessageContaining("expected")
        .withMessageContaining("found: ");
  }

  @Test
  void aPlacementHasADeviceAndNoneTwice() {
    assertThatIllegalArgumentException()
        .isThrownBy(PlacementTest::placement)
        .withMessage("expected at least one device, found none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> placement(CPU, GPU, CPU))
        .withMessage("expected different devices, found: [cpu:0, gpu:0, cpu:0]");
  }

  @Test
  void aDeviceIndexIsNotNegative() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Device(Device.Type.GPU, -1))
        .withMessage("device index must not be negative: -1");
  }

  private static ImmutableMap<String, String> devices(GraphDef graph) {
    return ImmutableMap.copyOf(
        Maps.transformValues(
            Maps.uniqueIndex(graph.getNodeList(), NodeDef::getName), NodeDef::getDevice));
  }

  @ParameterizedTest
  @FieldSource("ARCHITECTURES")
  void nodesCarryTheDevicesOfThePlacement(String architecture) {
    ModelSpec spec = ModelSpecs.parse(Specs.embedded(architecture), "test");
    Placement placement = Placement.parse("gpu:1,embeddings=cpu");
    try (ModelSession session = ModelSession.of(spec, Mode.TRAINING, placement)) {
      ModelGraph model = session.model();
      GraphDef definition = model.graph().toGraphDef();
      ImmutableMap<String, String> devices = devices(definition);
      for (Variable variable : model.variables()) {
        String expected = variable.role() == Variable.Role.EMBEDDING ? "CPU:0" : "GPU:1";
        for (Operand<?> node :
            List.of(variable.handle(), variable.value(), variable.initialValue())) {
          assertThat(devices.get(node.asOutput().op().name())).as("%s", node).endsWith(expected);
        }
      }
      for (EmbeddingLookup lookup : model.lookups()) {
        assertThat(devices.get(lookup.rows().op().name())).endsWith("CPU:0");
        assertThat(devices.get(lookup.uniqueIds().op().name())).endsWith("CPU:0");
      }
      for (TaskOutput output : model.outputs()) {
        assertThat(devices.get(output.prediction().op().name())).endsWith("GPU:1");
      }
      for (Gate gate : model.gates()) {
        assertThat(devices.get(gate.weights().op().name())).endsWith("GPU:1");
      }
      assertThat(definition.getNodeList())
          .filteredOn(node -> node.getOp().equals("MatMul"))
          .isNotEmpty()
          .allSatisfy(node -> assertThat(node.getDevice()).endsWith("GPU:1"));
      // Of which TensorFlow has kernels for GPUs, as it has not of UniqueV2.
      assertThat(definition.getNodeList())
          .extracting(NodeDef::getOp)
          .contains("Unique")
          .doesNotContain("UniqueV2");
      assertThat(definition.getNodeList())
          .filteredOn(node -> node.getOp().equals("ResourceGather"))
          .isNotEmpty()
          .allSatisfy(node -> assertThat(node.getDevice()).endsWith("CPU:0"));
    }
  }

  @ParameterizedTest
  @FieldSource("ARCHITECTURES")
  void aGraphForDevicesThatAreNotThereRunsUnderSoftPlacement(String architecture) {
    ModelSpec spec = ModelSpecs.parse(Specs.embedded(architecture), "test");
    Batch batch = new RandomSpecs(1).batch(spec, 5);
    Placement placement = Placement.parse("gpu:0,embeddings=cpu");
    try (ModelSession cpu = ModelSession.of(spec, Mode.TRAINING, Placement.cpu()).initialized();
        ModelSession gpu = ModelSession.of(spec, Mode.TRAINING, placement).initialized()) {
      VariableValues values = cpu.randomize(1);
      gpu.assign(values);
      List<float[]> expected = cpu.fetch(batch, cpu.predictions());
      List<float[]> actual = gpu.fetch(batch, gpu.predictions());
      for (int k = 0; k < 2; k++) {
        Close.assertClose(actual.get(k), ModelSession.doubles(expected.get(k)), 1e-5, architecture);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("ARCHITECTURES")
  void aModelIsFoundAgainInACopyWithOtherDevices(String architecture) {
    ModelSpec spec =
        ModelSpecs.parse(Specs.embedded(architecture), "test").toBuilder()
            .setInitializationSeed(5)
            .build();
    Batch batch = new RandomSpecs(2).batch(spec, 5);
    try (ModelSession original = ModelSession.of(spec).initialized()) {
      GraphDef.Builder rewritten = original.model().graph().toGraphDef().toBuilder();
      rewritten.getNodeBuilderList().forEach(node -> node.setDevice("/device:CPU:0"));
      try (ModelSession copy =
          ModelSession.imported(original.model(), rewritten.build()).initialized()) {
        ModelGraph model = copy.model();
        assertThat(model.graph()).isNotSameAs(original.model().graph());
        assertThat(model.variables())
            .extracting(Variable::name)
            .isEqualTo(original.model().variables().stream().map(Variable::name).toList());
        assertThat(model.variables())
            .allSatisfy(v -> assertThat(v.value().op().env()).isSameAs(model.graph()));
        assertThat(copy.fetch(batch, copy.predictions()))
            .usingRecursiveComparison()
            .isEqualTo(original.fetch(batch, original.predictions()));
        for (int i = 0; i < model.gates().size(); i++) {
          Gate gate = original.model().gates().get(i);
          assertThat(model.gates().get(i).experts()).isEqualTo(gate.experts());
          assertThat(copy.fetch(batch, model.gates().get(i).weights()))
              .isEqualTo(original.fetch(batch, gate.weights()));
        }
        assertThat(new OutputGradients(copy, copy.heads(), name -> !name.endsWith("/logits")))
            .satisfies(gradients -> gradients.run(batch, List.of(new float[5], new float[5])));
      }
    }
  }
}

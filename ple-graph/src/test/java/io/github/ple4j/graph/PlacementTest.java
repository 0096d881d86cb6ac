package io.github.ple4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.github.ple4j.graph.Placement.Device;
import java.util.List;
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

  @Test
  void aPlacementIsADeviceAndPerhapsAnotherForEmbeddings() {
    assertThat(Placement.cpu()).isEqualTo(new Placement(CPU, CPU));
    assertThat(Placement.parse("cpu")).isEqualTo(Placement.cpu());
    assertThat(Placement.parse("gpu")).isEqualTo(new Placement(GPU, GPU));
    Device second = new Device(Device.Type.GPU, 1);
    assertThat(Placement.parse("gpu:1")).isEqualTo(new Placement(second, second));
    assertThat(Placement.parse("gpu,embeddings=cpu")).isEqualTo(new Placement(GPU, CPU));
    assertThat(Placement.parse("gpu:1,embeddings=gpu:0")).isEqualTo(new Placement(second, GPU));
    assertThat(Placement.parse("embeddings=cpu,gpu")).isEqualTo(new Placement(GPU, CPU));
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
        "gpu,cpu",
        "embeddings=cpu",
        "gpu,embeddings=",
        "gpu,embeddings=cpu,embeddings=cpu",
        " gpu"
      })
  void anythingElseIsRefusedAndQuoted(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Placement.parse(text))
        .withMessageContaining("expected");
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

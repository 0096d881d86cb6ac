package io.github.ple4j.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ple4j.graph.ModelSpec.ArchitectureCase;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class ModelDiagramTest {

  @Test
  void pleIsRoutedAsItsEquationsSay() {
    ModelDiagram diagram = ModelDiagram.of(ModelSpecs.parse(Specs.ple(), "test"));

    ModelDiagram.Node gate = node(diagram, "level_1/task/click/gate");
    assertThat(gate.kind()).isEqualTo(ModelDiagram.Kind.GATE);
    assertThat(gate.task()).contains("click");
    assertThat(gate.width()).isEqualTo(8);
    assertThat(gate.parameters()).isEqualTo(3 * 4);
    assertThat(gate.rank()).isEqualTo(2);
    assertThat(gate.reads())
        .containsExactlyInAnyOrder(
            "level_1/task/click/expert_1",
            "level_1/task/click/expert_2",
            "level_1/shared/expert_1",
            "level_1/shared/expert_2");
    assertThat(gate.selectedBy()).containsExactly("x");
    // The progressive selector, the shared gate over all experts, and no shared gate at the end.
    assertThat(node(diagram, "level_2/task/click_buy/gate").selectedBy())
        .containsExactly("level_1/task/click_buy/gate");
    assertThat(node(diagram, "level_1/shared/gate").reads()).hasSize(5);
    assertThat(node(diagram, "level_1/shared/gate").task()).isEmpty();
    assertThat(node(diagram, "level_2/shared/expert_1").reads())
        .containsExactly("level_1/shared/gate");
    assertThat(diagram.nodes()).noneMatch(n -> n.name().equals("level_2/shared/gate"));
    assertThat(node(diagram, "task/click/head").reads()).containsExactly("task/click/tower");
    assertThat(diagram.lastRank()).isEqualTo(6);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ARCHITECTURE_NOT_SET")
  void everyModelIsWholeAndItsPictureShowsEveryModule(ArchitectureCase architecture)
      throws Exception {
    for (int seed = 0; seed < 8; seed++) {
      ModelSpec spec = new RandomSpecs(500 + seed).spec(architecture);
      String text = ModelSpecs.toText(spec);
      ModelDiagram diagram = ModelDiagram.of(spec);

      ModelSize size = ModelSize.of(spec);
      long parameters = diagram.nodes().stream().mapToLong(ModelDiagram.Node::parameters).sum();
      long ofNoModule = spec.hasMran() ? outsideOfModules(spec) : 0;
      assertThat(parameters + ofNoModule)
          .as(text)
          .isEqualTo(size.denseParameters() + size.embeddingParameters());
      Set<String> read = new TreeSet<>();
      for (ModelDiagram.Node node : diagram.nodes()) {
        read.addAll(node.reads());
        read.addAll(node.selectedBy());
        boolean source =
            node.kind() == ModelDiagram.Kind.INPUT || node.name().equals("tasks/attention");
        assertThat(node.reads().isEmpty()).as(node.name() + " of " + text).isEqualTo(source);
      }
      for (ModelDiagram.Node node : diagram.nodes()) {
        boolean end = node.kind() == ModelDiagram.Kind.HEAD;
        assertThat(read.contains(node.name())).as(node.name() + " of " + text).isNotEqualTo(end);
      }
      Document picture =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(
                  new ByteArrayInputStream(
                      ModelPicture.svg(diagram).getBytes(StandardCharsets.UTF_8)));
      NodeList titles = picture.getElementsByTagName("title");
      assertThat(titles.getLength()).isEqualTo(diagram.nodes().size() + 1);
    }
  }

  /** Task embeddings and the fields of numeric columns. */
  private static long outsideOfModules(ModelSpec spec) {
    int width =
        spec.getEmbeddingTablesCount() == 0
            ? spec.getMran().getUnits()
            : spec.getEmbeddingTables(0).getWidth();
    long columns = 0;
    for (FeatureSpec feature : spec.getFeaturesList()) {
      columns += feature.hasNumeric() ? 1 : 0;
      columns += feature.getNumeric().getMissingIndicator() ? 1 : 0;
    }
    return (long) spec.getTasksCount() * spec.getMran().getUnits() + 2 * columns * width;
  }

  @Test
  void flopsAreThoseOfASample() {
    ModelSize size =
        ModelSize.of(
            ModelSpecs.parse(
                Specs.NUMERICS + Specs.TWO_HEADS + "hard_sharing { bottom_units: 5 }", "test"));

    assertThat(size.denseParameters()).isEqualTo(3 * 5 + 5 + 2 * (5 + 1));
    assertThat(size.embeddingParameters()).isZero();
    // Standardising takes 2 a value; a layer 2 a weight, a bias and a rectifier a unit.
    assertThat(size.flops()).isEqualTo(2 * 3 + 2 * 15 + 2 * 5 + 2 * (2 * 5 + 1));
  }

  @Test
  void aLayerOfAllTasksCountsOnceForEachAndAMixOfWeightsNotAtAll() {
    String mtan =
        """
        mtan {
          levels { trunk_units: 4 output_units: 4 }
          levels { trunk_units: 4 output_units: 4 pass_units: %d }
        }
        """;
    long wide = size(String.format(java.util.Locale.ROOT, mtan, 7)).flops();
    long narrow = size(String.format(java.util.Locale.ROOT, mtan, 6)).flops();
    // Of both tasks, a column of the pass with bias and rectifier, and a row of the next mask.
    assertThat(wide - narrow).isEqualTo(2 * (2 * 4 + 2) + 2 * (2 * 4));

    long one = size("routing_network { units: 4 blocks: 1 }").flops();
    long many = size("routing_network { units: 4 blocks: 3 }").flops();
    assertThat(many).isEqualTo(one);
  }

  @Test
  void aMixCountsItsProductsAndItsSums() {
    String snr = "snr_aver { levels { blocks: 2 units: %d } }";
    long wide = size(String.format(java.util.Locale.ROOT, snr, 5)).flops();
    long narrow = size(String.format(java.util.Locale.ROOT, snr, 4)).flops();

    // A unit of each of two blocks; of two tasks, two products and a sum; a row of each head.
    assertThat(wide - narrow).isEqualTo(2 * (2 * 3 + 2) + 2 * (2 + 1) + 2 * 2);
  }

  private static ModelSize size(String architecture) {
    return ModelSize.of(ModelSpecs.parse(Specs.NUMERICS + Specs.TWO_HEADS + architecture, "test"));
  }

  private static ModelDiagram.Node node(ModelDiagram diagram, String name) {
    return diagram.nodes().stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name));
  }
}

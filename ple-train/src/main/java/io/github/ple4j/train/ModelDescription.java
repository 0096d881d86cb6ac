package io.github.ple4j.train;

import io.github.ple4j.graph.ModelDiagram;
import io.github.ple4j.graph.ModelSize;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.ModelSpecs;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a model is made of, as lines of text for people. */
public final class ModelDescription {
  private ModelDescription() {}

  /**
   * The model's tasks and size, then a line for each module: its rank, place, kind, width,
   * parameters, and what it reads; a gate's selector stands after a bar.
   *
   * @throws io.github.ple4j.graph.SpecException if the spec is not valid
   */
  public static String of(ModelSpec spec) {
    ModelSize size = ModelSize.of(spec);
    List<List<String>> lines = new ArrayList<>();
    List<String> reads = new ArrayList<>(List.of("reads"));
    lines.add(List.of("rank", "module", "kind", "width", "parameters"));
    for (ModelDiagram.Node node : ModelDiagram.of(spec).nodes()) {
      lines.add(
          List.of(
              Integer.toString(node.rank()),
              node.name(),
              node.kind().name().toLowerCase(Locale.ROOT),
              Long.toString(node.width()),
              String.format(Locale.ROOT, "%,d", node.parameters())));
      String selected =
          node.selectedBy().isEmpty() ? "" : " | " + String.join(", ", node.selectedBy());
      reads.add(String.join(", ", node.reads()) + selected);
    }
    List<String> rows = TextTable.aligned(lines, 3).lines().toList();
    StringBuilder table = new StringBuilder();
    for (int row = 0; row < rows.size(); row++) {
      table.append((rows.get(row) + "  " + reads.get(row)).stripTrailing()).append('\n');
    }
    List<String> tasks =
        spec.getTasksList().stream()
            .map(t -> t.getName() + " (" + t.getKind().name().toLowerCase(Locale.ROOT) + ")")
            .toList();
    return String.format(
            Locale.ROOT,
            "%s of %s\nd = %d, %,d dense parameters, %,d of embeddings, %,d FLOPs a sample\n\n",
            DefaultModels.name(spec),
            String.join(", ", tasks),
            ModelSpecs.inputWidth(spec),
            size.denseParameters(),
            size.embeddingParameters(),
            size.flops())
        + table;
  }
}

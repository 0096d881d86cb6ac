package io.github.ple4j.train;

import com.google.common.base.Strings;
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
    lines.add(List.of("rank", "module", "kind", "width", "parameters", "reads"));
    for (ModelDiagram.Node node : ModelDiagram.of(spec).nodes()) {
      String selected =
          node.selectedBy().isEmpty() ? "" : " | " + String.join(", ", node.selectedBy());
      lines.add(
          List.of(
              Integer.toString(node.rank()),
              node.name(),
              node.kind().name().toLowerCase(Locale.ROOT),
              Long.toString(node.width()),
              String.format(Locale.ROOT, "%,d", node.parameters()),
              String.join(", ", node.reads()) + selected));
    }
    List<String> tasks =
        spec.getTasksList().stream()
            .map(t -> t.getName() + " (" + t.getKind().name().toLowerCase(Locale.ROOT) + ")")
            .toList();
    return String.format(
            Locale.ROOT,
            "%s of %s%nd = %d, %,d dense parameters, %,d of embeddings, %,d FLOPs a sample%n%n",
            DefaultModels.name(spec),
            String.join(", ", tasks),
            ModelSpecs.inputWidth(spec),
            size.denseParameters(),
            size.embeddingParameters(),
            size.flops())
        + aligned(lines);
  }

  private static String aligned(List<List<String>> lines) {
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder row = new StringBuilder();
      for (int column = 0; column < line.size(); column++) {
        int at = column;
        int width = lines.stream().mapToInt(l -> l.get(at).length()).max().orElse(0);
        boolean number = column == 3 || column == 4;
        String cell = line.get(column);
        row.append(column == 0 ? "" : "  ")
            .append(number ? Strings.padStart(cell, width, ' ') : Strings.padEnd(cell, width, ' '));
      }
      text.append(row.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}

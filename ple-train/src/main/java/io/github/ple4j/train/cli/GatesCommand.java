package io.github.ple4j.train.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.train.DefaultModels;
import io.github.ple4j.train.GateUtilization;
import io.github.ple4j.train.TrainedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ple gates}. */
@Command(
    name = "gates",
    description = "Prints how every gate of a model uses its experts, as mean and deviation.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
final class GatesCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(
      names = "--export",
      required = true,
      paramLabel = "DIR",
      description = "An exported model or a checkpoint, such as RUN/export/1.")
  private Path export;

  @Mixin private DataOptions data;

  @Mixin private SplitOption split;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes means, deviations and histograms into this file.")
  private @Nullable Path json;

  @Option(
      names = "--svg",
      paramLabel = "FILE",
      description = "Draws the means as stacked bars into this file.")
  private @Nullable Path svg;

  @Override
  public Integer call() {
    TrainedModel model = TrainedModel.read(export);
    Dataset dataset = data.load(Console.standard());
    GateUtilization utilization = GateUtilization.of(model, dataset, split.of(dataset));
    if (json != null) {
      ResultFile.write(json, json(model, utilization));
    }
    String name = DefaultModels.name(model.spec());
    if (svg != null) {
      String title = name + " on " + dataset.name() + ", " + split + ": mean gate weights";
      ResultFile.write(svg, GatesPicture.svg(title, utilization));
    }
    command.commandLine().getOut().print(text(utilization));
    command.commandLine().getOut().flush();
    return 0;
  }

  private static String text(GateUtilization utilization) {
    int width =
        utilization.gates().stream()
            .flatMap(gate -> gate.experts().stream())
            .mapToInt(expert -> expert.name().length())
            .max()
            .orElse(0);
    StringBuilder text = new StringBuilder();
    for (GateUtilization.OfGate gate : utilization.gates()) {
      text.append(gate.name()).append('\n');
      for (GateUtilization.OfExpert expert : gate.experts()) {
        text.append(
            String.format(
                Locale.ROOT,
                "  %-" + width + "s  %.6f +- %.6f%n",
                expert.name(),
                expert.mean(),
                expert.standardDeviation()));
      }
    }
    return text.toString();
  }

  private String json(TrainedModel model, GateUtilization utilization) {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode root = mapper.createObjectNode();
    root.put("model", DefaultModels.name(model.spec()));
    root.put("split", split.toString());
    root.put("rows", utilization.rows());
    ArrayNode gates = root.putArray("gates");
    for (GateUtilization.OfGate gate : utilization.gates()) {
      ArrayNode experts = gates.addObject().put("gate", gate.name()).putArray("experts");
      for (GateUtilization.OfExpert expert : gate.experts()) {
        ObjectNode node = experts.addObject();
        node.put("expert", expert.name());
        node.put("mean", expert.mean());
        node.put("standard_deviation", expert.standardDeviation());
        expert.histogram().forEach(node.withArray("histogram")::add);
      }
    }
    try {
      return mapper.writeValueAsString(root) + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

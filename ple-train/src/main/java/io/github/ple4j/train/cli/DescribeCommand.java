package io.github.ple4j.train.cli;

import io.github.ple4j.graph.ModelDiagram;
import io.github.ple4j.graph.ModelPicture;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.train.EqualSize;
import io.github.ple4j.train.ModelDescription;
import io.github.ple4j.train.TrainedModel;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ple describe}. */
@Command(
    name = "describe",
    description = "Prints and draws what a model is made of and how information is routed in it.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DescribeCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @ArgGroup(multiplicity = "1")
  private Source source = new Source();

  /** Whose model. */
  static final class Source {
    @Option(
        names = "--spec",
        paramLabel = "FILE",
        description = "A model spec in text format, such as ple spec prints.")
    private @Nullable Path spec;

    @Option(
        names = "--export",
        paramLabel = "DIR",
        description = "An exported model or a checkpoint, such as RUN/export/1.")
    private @Nullable Path export;
  }

  @Option(
      names = "--equal-size",
      description = "With widths that give the dense parameters of single-task, within 2 %%.")
  private boolean equalSize;

  @Option(names = "--svg", paramLabel = "FILE", description = "Draws the model into this file.")
  private @Nullable Path svg;

  @Override
  public Integer call() {
    ModelSpec read =
        source.spec == null
            ? TrainedModel.read(java.util.Objects.requireNonNull(source.export)).spec()
            : SpecFile.read(source.spec);
    ModelSpec spec = equalSize ? EqualSize.of(read) : read;
    command.commandLine().getOut().print(ModelDescription.of(spec));
    command.commandLine().getOut().flush();
    if (svg != null) {
      ResultFile.write(svg, ModelPicture.svg(ModelDiagram.of(spec)));
    }
    return 0;
  }
}

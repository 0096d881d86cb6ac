package io.github.ple4j.train.cli;

import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.datasets.Split;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ple data head}. */
@Command(
    name = "head",
    description = "Prints rows of a data set, with the tokens that stand behind their ids.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
final class DataHeadCommand implements Callable<Integer> {
  private static final int BATCH = 256;
  private static final long SEED = 1;

  @Spec private CommandSpec command;

  @Mixin private DataOptions data;

  @Mixin private SplitOption split = new SplitOption(SplitOption.Name.train);

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "5",
      description = "How many; fewer if the split has fewer.")
  private int rows;

  @Option(
      names = "--shuffled",
      description = "Rows from all over the split, the same every time, instead of the first.")
  private boolean shuffled;

  @Option(names = "--json", description = "Prints a JSON object a line.")
  private boolean json;

  @Override
  public Integer call() {
    if (rows < 1) {
      throw new ParameterException(
          command.commandLine(), "--rows: expected a positive number, found: " + rows);
    }
    Dataset dataset = data.load(Console.standard());
    Split from = split.of(dataset);
    int[] chosen = chosen(from.size());
    DecodedRows decoded = new DecodedRows(dataset);
    PrintWriter out = command.commandLine().getOut();
    Batch batch = from.newBatch(BATCH);
    for (int done = 0; done < chosen.length && !out.checkError(); done += BATCH) {
      from.read(chosen, done, Math.min(BATCH, chosen.length - done), batch);
      for (int i = 0; i < batch.size(); i++) {
        DecodedRow row = decoded.row(batch, i);
        int number = chosen[done + i];
        if (json) {
          out.print(DecodedRowJson.of(number, row) + "\n");
        } else {
          out.print((done + i == 0 ? "" : "\n") + "row " + number + " of " + split + "\n");
          out.print(DecodedRowText.of(row));
        }
      }
    }
    out.flush();
    return 0;
  }

  private int[] chosen(int size) {
    int[] order =
        shuffled ? Shuffle.permutation(size, SEED, 0) : Shuffle.identity(Math.min(rows, size));
    return Arrays.copyOf(order, Math.min(rows, size));
  }
}

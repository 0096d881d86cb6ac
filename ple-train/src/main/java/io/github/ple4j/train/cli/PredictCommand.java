package io.github.ple4j.train.cli;

import com.google.common.collect.ImmutableMap;
import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.Prediction;
import io.github.ple4j.serve.Predictor;
import io.github.ple4j.serve.PredictorException;
import io.github.ple4j.serve.PredictorOptions;
import io.github.ple4j.serve.Signature;
import io.github.ple4j.train.RunException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ple predict}. */
@Command(
    name = PredictCommand.NAME,
    description = {
      "Predicts rows of a file with a SavedModel.",
      "Rows are JSON objects, one a line, or CSV with a header; values go to the model's inputs by"
          + " name. An empty field or null is a missing value. Several values of one field are a"
          + " JSON array, or separated by | in CSV."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
final class PredictCommand implements Callable<Integer> {
  static final String NAME = "predict";

  private static final String STREAM = "-";

  private final InputStream standardInput;
  private final OutputStream standardOutput;

  @Spec private CommandSpec command;

  @Option(
      names = "--export",
      required = true,
      paramLabel = "DIR",
      description = "A SavedModel, such as RUN/export/1.")
  private Path export;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE|-",
      description = "Rows to predict; - for standard input.")
  private String input;

  @Option(
      names = "--output",
      paramLabel = "FILE|-",
      defaultValue = STREAM,
      description = "A row for every row of the input; - for standard output.")
  private String output;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "csv or jsonl, where the input's ending does not tell: of standard input jsonl by"
              + " default. The output is of the same format unless its ending tells another.")
  private @Nullable RowFormat format;

  @Option(
      names = "--signature",
      paramLabel = "NAME",
      defaultValue = Predictor.DEFAULT_SIGNATURE,
      description = "What is asked of the model.")
  private String signature;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "1024",
      description = "Rows that are predicted at a time.")
  private int batchSize;

  /** The command with the streams of this process. */
  PredictCommand() {
    // Not System.out: it swallows failures, and a full disk would pass for a complete result.
    this(System.in, new FileOutputStream(FileDescriptor.out));
  }

  PredictCommand(InputStream standardInput, OutputStream standardOutput) {
    this.standardInput = standardInput;
    this.standardOutput = standardOutput;
  }

  @Override
  public Integer call() {
    long start = System.nanoTime();
    RowFormat inputFormat = inputFormat();
    RowFormat outputFormat = RowFormat.ofFile(output).orElse(inputFormat);
    checkUsage();
    PredictorOptions options =
        PredictorOptions.defaults()
            .withThreads(Runtime.getRuntime().availableProcessors())
            .withWarmUp(false);
    try (InputStream in = openInput();
        Predictor predictor = Predictor.open(export, options)) {
      Signature wanted = signature(predictor);
      InputBatch batch = InputBatch.of(wanted);
      PrintWriter err = command.commandLine().getErr();
      try (RowReader rows = inputFormat.reader(in, inputName(), batch, err::println)) {
        long total =
            output.equals(STREAM)
                ? predict(predictor, batch, rows, outputFormat, standardOutput, wanted)
                : predictToFile(predictor, batch, rows, outputFormat, wanted);
        double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
        err.printf(Locale.ROOT, "predicted %d rows in %.1f s%n", total, seconds);
        err.flush();
      }
      return 0;
    } catch (IOException e) {
      // What is read has failures of its own kind; this is of what is written.
      if (output.equals(STREAM) && isClosedPipe(e)) {
        return 0;
      }
      throw new RunException(
          (output.equals(STREAM) ? "standard output" : output)
              + ": cannot be written: "
              + reason(e)
              + "; check the disk and its permissions",
          e);
    }
  }

  private long predictToFile(
      Predictor predictor, InputBatch batch, RowReader rows, RowFormat format, Signature wanted)
      throws IOException {
    try (ResultFile file = ResultFile.create(Path.of(output))) {
      long total = predict(predictor, batch, rows, format, file.stream(), wanted);
      file.complete();
      return total;
    }
  }

  private long predict(
      Predictor predictor,
      InputBatch batch,
      RowReader rows,
      RowFormat format,
      OutputStream out,
      Signature wanted)
      throws IOException {
    boolean any = rows.fill(batch, batchSize); // so that bad input gives no header
    PredictionWriter writer = format.writer(out, wanted.outputs().keySet());
    long total = 0;
    while (any) {
      writer.write(predict(predictor, batch, total), batch.rows());
      total += batch.rows();
      batch.clear();
      any = rows.fill(batch, batchSize);
    }
    return total;
  }

  private Prediction predict(Predictor predictor, InputBatch batch, long before) {
    ImmutableMap<String, Column> inputs = batch.inputs();
    Prediction prediction;
    try {
      prediction = predictor.predict(signature, inputs);
    } catch (PredictorException e) {
      throw new RunException(
          "%s: rows %s to %s: %s"
              .formatted(inputName(), before + 1, before + batch.rows(), e.getMessage()),
          e);
    }
    for (Map.Entry<String, Column> column : prediction.columns().entrySet()) {
      long[] shape = column.getValue().shape().asArray();
      if (shape.length == 0 || shape[0] != batch.rows()) {
        throw new RunException(
            "signature \"%s\": output \"%s\": expected a value for each of %s rows, found %s"
                .formatted(signature, column.getKey(), batch.rows(), column.getValue()));
      }
    }
    return prediction;
  }

  private Signature signature(Predictor predictor) {
    Signature found = predictor.signatures().get(signature);
    if (found == null) {
      predictor.predict(signature, Map.of()); // fails, and knows why
      throw new IllegalStateException("a signature that is not described: " + signature);
    }
    return found;
  }

  private RowFormat inputFormat() {
    RowFormat told = RowFormat.ofFile(input).orElse(format);
    if (told == null && !input.equals(STREAM)) {
      throw new ParameterException(
          command.commandLine(),
          "--format: expected csv or jsonl, as the ending of " + input + " does not tell");
    }
    if (format != null && told != format) {
      throw new ParameterException(
          command.commandLine(),
          "--format: expected " + told + " for " + input + ", found: " + format);
    }
    return told == null ? RowFormat.jsonl : told;
  }

  private void checkUsage() {
    if (batchSize < 1) {
      throw new ParameterException(
          command.commandLine(), "--batch-size: expected a positive number, found: " + batchSize);
    }
    try {
      if (!output.equals(STREAM)
          && Files.isRegularFile(Path.of(output))
          && Files.isSameFile(Path.of(input), Path.of(output))) {
        throw new ParameterException(
            command.commandLine(),
            "--output: expected another file than the input, found: " + output);
      }
    } catch (IOException e) {
      // The input cannot be read; that is told where it is opened.
    }
  }

  private InputStream openInput() {
    if (input.equals(STREAM)) {
      return standardInput;
    }
    Path file = Path.of(input);
    if (Files.isDirectory(file)) {
      throw new RunException(input + ": expected a file, found a directory");
    }
    try {
      return Files.newInputStream(file);
    } catch (NoSuchFileException e) {
      throw new RunException(input + ": expected a file, found none", e);
    } catch (IOException e) {
      throw new RunException(input + ": expected a readable file, found: " + reason(e), e);
    }
  }

  private String inputName() {
    return input.equals(STREAM) ? "standard input" : input;
  }

  private static boolean isClosedPipe(IOException e) {
    return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("pipe");
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "no such directory";
    }
    return String.valueOf(e.getMessage());
  }
}

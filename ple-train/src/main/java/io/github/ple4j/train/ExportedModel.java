package io.github.ple4j.train;

import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.datasets.Split;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.ModelSpecs;
import io.github.ple4j.serve.Prediction;
import io.github.ple4j.serve.Predictor;
import io.github.ple4j.serve.PredictorOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A model that {@link SavedModelExport} wrote, with the spec that travels with it. Thread-safe. */
public final class ExportedModel implements AutoCloseable {
  private static final int EVALUATION_BATCH = 4096;

  private final Path directory;
  private final ModelSpec spec;
  private final Predictor predictor;

  private ExportedModel(Path directory, ModelSpec spec, Predictor predictor) {
    this.directory = directory;
    this.spec = spec;
    this.predictor = predictor;
  }

  /**
   * Opens an export, to predict with as many threads as there are processors.
   *
   * @throws RunException if there is no spec with it
   * @throws io.github.ple4j.graph.SpecException if its spec is not valid
   * @throws io.github.ple4j.serve.PredictorException if it is no whole SavedModel
   */
  public static ExportedModel open(Path directory) {
    return open(directory, Runtime.getRuntime().availableProcessors());
  }

  /**
   * As {@link #open(Path)}, with another number of threads.
   *
   * @param threads as those of {@link PredictorOptions}
   */
  public static ExportedModel open(Path directory, int threads) {
    Path file = directory.resolve("assets.extra").resolve("model.textproto");
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new RunException(
          directory
              + ": expected an exported model with assets.extra/model.textproto, found none;"
              + " name a directory such as RUN/export/1",
          e);
    } catch (IOException e) {
      throw new RunException(file + ": expected a readable model spec, found: " + e, e);
    }
    ModelSpec spec = ModelSpecs.parse(text, file.toString());
    PredictorOptions options = PredictorOptions.defaults().withThreads(threads).withWarmUp(false);
    return new ExportedModel(directory, spec, Predictor.open(directory, options));
  }

  /** What was exported. */
  public ModelSpec spec() {
    return spec;
  }

  /** Predictions by the export's signatures. */
  public Predictor predictor() {
    return predictor;
  }

  /**
   * The metrics of a split, from predictions by the signature {@code encoded}.
   *
   * @throws io.github.ple4j.graph.SpecException if the model is not one for the data
   * @throws RunException if the export has no such signature
   */
  public Evaluation evaluate(Dataset data, Split split) {
    SpecDataCheck.check(spec, data);
    SplitPredictions gathered =
        new SplitPredictions(spec.getTasksList(), split.size(), data.schema().hasGroupId());
    int[] rows = Shuffle.identity(split.size());
    Batch batch = split.newBatch(EVALUATION_BATCH);
    for (int from = 0; from < rows.length; from += EVALUATION_BATCH) {
      split.read(rows, from, Math.min(EVALUATION_BATCH, rows.length - from), batch);
      gathered.addLabels(batch, from);
      Prediction prediction = predict(batch);
      for (int task = 0; task < spec.getTasksCount(); task++) {
        float[] values = prediction.floats(spec.getTasks(task).getName());
        System.arraycopy(values, 0, gathered.predictions()[task], from, values.length);
      }
    }
    return gathered.evaluate();
  }

  /**
   * Predictions of a batch by the signature {@code encoded}: for every task an output of its name,
   * float32 of shape {@code [rows]}. Labels and masks are not read.
   *
   * @param batch of data that the model is one for, as {@link #evaluate} checks
   * @throws RunException if the export has no such signature
   */
  public Prediction predict(Batch batch) {
    String signature = SignatureKind.ENCODED.key();
    if (!predictor.signatures().containsKey(signature)) {
      throw new RunException(
          directory
              + ": expected a signature "
              + signature
              + ", found "
              + String.join(", ", predictor.signatures().keySet())
              + "; export with --signatures serving-default,encoded");
    }
    return predictor.predict(signature, EncodedColumns.of(spec, batch));
  }

  @Override
  public void close() {
    predictor.close();
  }
}

package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.protobuf.TextFormat;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.graph.EmbeddingTable;
import io.github.ple4j.graph.FeatureSpec;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.ModelSpecs;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.graph.SpecException;
import io.github.ple4j.graph.TaskSpec;
import io.github.ple4j.graph.VocabularyFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A training run that leaves its files in a directory. */
public final class TrainingRun {
  private static final String MANIFEST = "manifest.json";
  private static final String SPEC = "training.textproto";
  private static final String VOCABULARIES = "vocabularies";
  private static final String MODEL = "model.textproto";
  private static final String CHECKPOINTS = "checkpoints";

  /** What is in the directory before the first step. */
  private static final ImmutableList<String> WRITTEN =
      ImmutableList.of(SPEC, MANIFEST, MODEL, VOCABULARIES, RunLog.METRICS, RunLog.TENSORBOARD);

  private static final String WARMUP = "tf_serving_warmup_requests";

  private TrainingRun() {}

  /**
   * Trains, and leaves in the directory {@code training.textproto}, {@code model.textproto}, {@code
   * vocabularies/}, {@code metrics.jsonl}, {@code tensorboard/}, {@code metrics.json}, {@code
   * manifest.json}, {@code checkpoints/} (the newest, and {@code best}) and {@code export/1}, the
   * SavedModel of the best. If every task has a best step of its own in a model that they share,
   * there are {@code checkpoints/best-TASK} and {@code export/TASK/1}.
   *
   * <p>A directory that holds a run which was stopped or killed goes on from its newest whole
   * checkpoint, and comes to what it would have come to. Of one that is done, whatever is missing
   * is made again.
   *
   * @param signatures of the export
   * @param arguments of the command, for the manifest
   * @return empty if the listener asked to stop; a checkpoint of the last step is there then
   * @throws RunException if a file cannot be written, or the directory holds a run of another spec
   * @throws SpecException if the spec is not valid, not one for the data, or one whose model could
   *     not be exported; of a run that was not begun before, nothing is left
   * @throws TrainingException if training cannot go on
   */
  public static Optional<TrainingResult> run(
      RunDirectory directory,
      TrainingSpec spec,
      Dataset data,
      Placement placement,
      Set<SignatureKind> signatures,
      List<String> arguments,
      TrainingListener listener) {
    TrainingSpecs.validate(spec);
    SpecDataCheck.check(spec.getModel(), data);
    ExportNames.check(spec.getModel());
    checkSame(directory, spec);
    boolean begun = directory.holdsRun();
    try {
      return train(directory, spec, data, placement, signatures, arguments, listener);
    } catch (SpecException e) {
      if (!begun && !Files.exists(directory.path().resolve(CHECKPOINTS))) {
        WRITTEN.forEach(directory::remove); // so that a corrected spec can have the directory
      }
      throw e;
    }
  }

  private static Optional<TrainingResult> train(
      RunDirectory directory,
      TrainingSpec spec,
      Dataset data,
      Placement placement,
      Set<SignatureKind> signatures,
      List<String> arguments,
      TrainingListener listener) {
    Instant started = Instant.now();
    directory.write(SPEC, TrainingSpecs.toText(spec));
    directory.write(MANIFEST, new RunManifest(spec, arguments, started, Optional.empty()).toJson());
    directory.write(MODEL, ModelSpecs.toText(spec.getModel()));
    writeVocabularies(directory, spec.getModel(), data);
    try (RunLog log = new RunLog(directory.path(), spec.getLogging().getHistograms())) {
      RunCheckpoints checkpoints =
          new RunCheckpoints(
              directory.path().resolve(CHECKPOINTS),
              spec.getCheckpoints().getKeep(),
              log,
              listener,
              session -> firstValues(session, spec, data));
      Optional<TrainingResult> trained =
          Trainer.train(spec, data, placement, new ListenerPair(log, listener), checkpoints);
      if (trained.isEmpty()) {
        return trained;
      }
      TrainingResult result = trained.get();
      log.flush();
      directory.write("metrics.json", RunFiles.metrics(data, result.evaluations()));
      String manifest = new RunManifest(spec, arguments, started, Optional.of(result)).toJson();
      RowExamples examples = RowExamples.of(spec.getModel(), data);
      examples.jsonLines().ifPresent(lines -> directory.write("examples.jsonl", lines));
      ImmutableMap<String, byte[]> extra =
          ImmutableMap.of(
              MANIFEST,
              manifest.getBytes(StandardCharsets.UTF_8),
              WARMUP,
              examples.warmupRequests(signatures));
      export(directory, spec, checkpoints, signatures, extra);
      directory.write(MANIFEST, manifest);
      return trained;
    }
  }

  private static void export(
      RunDirectory directory,
      TrainingSpec spec,
      RunCheckpoints checkpoints,
      Set<SignatureKind> signatures,
      ImmutableMap<String, byte[]> extra) {
    Path base = directory.path().resolve("export");
    Path vocabularies = directory.path().resolve(VOCABULARIES);
    if (Files.exists(checkpoints.best(""))) {
      export(spec, checkpoints.best(""), vocabularies, base, signatures, extra);
      return;
    }
    for (TaskSpec task : spec.getModel().getTasksList()) {
      String name = task.getName();
      export(spec, checkpoints.best(name), vocabularies, base.resolve(name), signatures, extra);
    }
  }

  private static void export(
      TrainingSpec spec,
      Path checkpoint,
      Path vocabularies,
      Path base,
      Set<SignatureKind> signatures,
      ImmutableMap<String, byte[]> extra) {
    if (Files.exists(base.resolve("1"))) {
      return; // whole, and of this run: a process that ended before it could say so
    }
    SavedModelExport.export(spec.getModel(), checkpoint, vocabularies, base, 1, signatures, extra);
  }

  /** The spec of the run that a directory holds, if it holds one. */
  public static Optional<TrainingSpec> spec(RunDirectory directory) {
    Path file = directory.path().resolve(SPEC);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      TrainingSpec.Builder spec = TrainingSpec.newBuilder();
      TextFormat.merge(Files.readString(file, StandardCharsets.UTF_8), spec);
      return Optional.of(spec.build());
    } catch (IOException e) {
      throw new RunException(file + ": expected the spec of a run, found " + e, e);
    }
  }

  /** Lets a run that is resumed go on with another number of threads. */
  public static void acceptThreads(RunDirectory directory, int threads) {
    spec(directory)
        .ifPresent(
            stored ->
                directory.write(
                    SPEC, TrainingSpecs.toText(stored.toBuilder().setThreads(threads).build())));
  }

  private static void checkSame(RunDirectory directory, TrainingSpec spec) {
    spec(directory)
        .flatMap(stored -> SpecDifference.between(stored, spec))
        .ifPresent(
            difference -> {
              throw new RunException(
                  directory.path()
                      + ": expected the spec, data and seeds of the run that it holds, found a"
                      + " difference: "
                      + difference
                      + "; give the options of that run, or name another directory with --out");
            });
  }

  /** What a session starts with, where that is not what its spec initialises. */
  private static ImmutableList<String> firstValues(
      TrainingSession session, TrainingSpec spec, Dataset data) {
    if (!spec.hasInitialModel()) {
      return ImmutableList.of();
    }
    TrainedModel from = TrainedModel.read(Path.of(spec.getInitialModel().getPath()));
    if (!from.sha256().equals(spec.getInitialModel().getSha256())) {
      throw new RunException(
          spec.getInitialModel().getPath()
              + ": expected variables of sha256 "
              + spec.getInitialModel().getSha256()
              + ", found "
              + from.sha256()
              + "; the model has changed since the run began");
    }
    return session.start(from, vocabularies(spec.getModel(), data)).lines();
  }

  /** Tokens by embedding table. */
  private static ImmutableMap<String, ImmutableList<String>> vocabularies(
      ModelSpec spec, Dataset data) {
    Map<String, ImmutableList<String>> tokens = new LinkedHashMap<>();
    for (FeatureSpec feature : spec.getFeaturesList()) {
      for (EmbeddingTable table : spec.getEmbeddingTablesList()) {
        if (table.hasVocabulary()
            && table.getName().equals(feature.getCategorical().getEmbeddingTable())) {
          tokens.put(table.getName(), data.vocabulary(feature.getName()).tokens());
        }
      }
    }
    return ImmutableMap.copyOf(tokens);
  }

  private static void writeVocabularies(RunDirectory directory, ModelSpec spec, Dataset data) {
    vocabularies(spec, data)
        .forEach(
            (table, tokens) -> {
              StringBuilder lines = new StringBuilder();
              tokens.forEach(token -> lines.append(token).append('\n'));
              directory.write(VOCABULARIES + "/" + VocabularyFiles.name(table), lines.toString());
            });
  }
}

package io.github.ple4j.train;

import com.google.common.collect.ImmutableMap;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.graph.EmbeddingTable;
import io.github.ple4j.graph.FeatureSpec;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.ModelSpecs;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.graph.VocabularyFiles;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A training run that leaves its files in a directory. */
public final class TrainingRun {
  private static final String MANIFEST = "manifest.json";
  private static final String VOCABULARIES = "vocabularies";
  private static final String WARMUP = "tf_serving_warmup_requests";

  private TrainingRun() {}

  /**
   * Trains, and leaves in the directory {@code model.textproto}, {@code vocabularies/}, {@code
   * metrics.json}, {@code manifest.json}, {@code checkpoints/} (the last epoch's, and {@code best})
   * and {@code export/1}, the SavedModel of the best.
   *
   * @param signatures of the export
   * @param arguments of the command, for the manifest
   * @throws RunException if a file cannot be written
   * @throws io.github.ple4j.graph.SpecException if the spec is not valid or not one for the data
   * @throws TrainingException if training cannot go on
   */
  public static TrainingResult run(
      RunDirectory directory,
      TrainingSpec spec,
      Dataset data,
      Placement placement,
      Set<SignatureKind> signatures,
      List<String> arguments,
      TrainingListener listener) {
    TrainingSpecs.validate(spec);
    SpecDataCheck.check(spec.getModel(), data);
    Instant started = Instant.now();
    directory.write(MANIFEST, new RunManifest(spec, arguments, started, Optional.empty()).toJson());
    directory.write("model.textproto", ModelSpecs.toText(spec.getModel()));
    writeVocabularies(directory, spec.getModel(), data);
    RunCheckpoints checkpoints = new RunCheckpoints(directory.path().resolve("checkpoints"));
    TrainingResult result = Trainer.train(spec, data, placement, listener, checkpoints);
    directory.write("metrics.json", RunFiles.metrics(result.evaluations()));
    String manifest = new RunManifest(spec, arguments, started, Optional.of(result)).toJson();
    RowExamples examples = RowExamples.of(spec.getModel(), data);
    examples.jsonLines().ifPresent(lines -> directory.write("examples.jsonl", lines));
    SavedModelExport.export(
        spec.getModel(),
        checkpoints.best(),
        directory.path().resolve(VOCABULARIES),
        directory.path().resolve("export"),
        1,
        signatures,
        ImmutableMap.of(
            MANIFEST,
            manifest.getBytes(StandardCharsets.UTF_8),
            WARMUP,
            examples.warmupRequests(signatures)));
    directory.write(MANIFEST, manifest);
    return result;
  }

  private static void writeVocabularies(RunDirectory directory, ModelSpec spec, Dataset data) {
    for (FeatureSpec feature : spec.getFeaturesList()) {
      for (EmbeddingTable table : spec.getEmbeddingTablesList()) {
        if (table.hasVocabulary()
            && table.getName().equals(feature.getCategorical().getEmbeddingTable())) {
          StringBuilder lines = new StringBuilder();
          data.vocabulary(feature.getName()).tokens().forEach(t -> lines.append(t).append('\n'));
          directory.write(
              VOCABULARIES + "/" + VocabularyFiles.name(table.getName()), lines.toString());
        }
      }
    }
  }
}

package io.github.ple4j.train;

import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Encoding;
import io.github.ple4j.datasets.Feature;
import io.github.ple4j.graph.ModelSpecs;
import io.github.ple4j.graph.Placement;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A training run that leaves its files in a directory. */
public final class TrainingRun {
  private TrainingRun() {}

  /**
   * Trains, and leaves in the directory {@code model.textproto}, {@code vocabularies/}, {@code
   * metrics.json} and {@code manifest.json}.
   *
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
      List<String> arguments,
      TrainingListener listener) {
    TrainingSpecs.validate(spec);
    SpecDataCheck.check(spec.getModel(), data);
    Instant started = Instant.now();
    directory.write(
        "manifest.json", new RunManifest(spec, arguments, started, Optional.empty()).toJson());
    directory.write("model.textproto", ModelSpecs.toText(spec.getModel()));
    writeVocabularies(directory, data);
    TrainingResult result = Trainer.train(spec, data, placement, listener);
    directory.write("metrics.json", RunFiles.metrics(result.evaluations()));
    directory.write(
        "manifest.json", new RunManifest(spec, arguments, started, Optional.of(result)).toJson());
    return result;
  }

  private static void writeVocabularies(RunDirectory directory, Dataset data) {
    for (Feature feature : data.schema().features()) {
      if (feature instanceof Feature.Categorical categorical
          && categorical.encoding() instanceof Encoding.VocabularyEncoding) {
        StringBuilder lines = new StringBuilder();
        data.vocabulary(feature.name()).tokens().forEach(token -> lines.append(token).append('\n'));
        String file = URLEncoder.encode(feature.name(), StandardCharsets.UTF_8) + ".txt";
        directory.write("vocabularies/" + file, lines.toString());
      }
    }
  }
}

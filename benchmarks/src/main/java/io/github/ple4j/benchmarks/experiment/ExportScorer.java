package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.VideoFeed;
import io.github.ple4j.datasets.VideoImpression;
import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.Prediction;
import io.github.ple4j.train.ExportedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A trained model, as its export predicts. Where every task has a best step of its own, there is an
 * export for each. Not thread-safe.
 */
final class ExportScorer implements CandidateScorer, AutoCloseable {
  private final VideoFeed feed;
  private final Batch batch;
  private final ImmutableMap<ExportedModel, ImmutableList<String>> models; // with their tasks

  private ExportScorer(
      VideoFeed feed, int rows, ImmutableMap<ExportedModel, ImmutableList<String>> models) {
    this.feed = feed;
    this.batch = feed.newBatch(rows);
    this.models = models;
  }

  /**
   * Opens what a run exported.
   *
   * @param exports where a run left its exports
   * @param rows the most candidates of one call
   */
  static ExportScorer open(Path exports, VideoFeed feed, int rows, int threads) {
    ImmutableList<String> tasks = feed.options().tasks();
    if (Files.exists(exports.resolve("1"))) {
      ExportedModel model = ExportedModel.open(exports.resolve("1"), threads);
      return new ExportScorer(feed, rows, ImmutableMap.of(model, tasks));
    }
    Map<ExportedModel, ImmutableList<String>> opened = new LinkedHashMap<>();
    boolean complete = false;
    try {
      for (String task : tasks) {
        ExportedModel model = ExportedModel.open(exports.resolve(task).resolve("1"), threads);
        opened.put(model, ImmutableList.of(task));
      }
      complete = true;
    } finally {
      if (!complete) {
        opened.keySet().forEach(ExportedModel::close);
      }
    }
    return new ExportScorer(feed, rows, ImmutableMap.copyOf(opened));
  }

  @Override
  public Prediction predict(List<VideoImpression> candidates) {
    feed.read(candidates, batch);
    ImmutableMap.Builder<String, Column> columns = ImmutableMap.builder();
    models.forEach(
        (model, tasks) -> {
          Prediction prediction = model.predict(batch);
          tasks.forEach(task -> columns.put(task, prediction.column(task)));
        });
    return new Prediction(columns.buildOrThrow());
  }

  @Override
  public void close() {
    models.keySet().forEach(ExportedModel::close);
  }
}

package io.github.ple4j.train;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Writes how a run goes into {@code metrics.jsonl} and {@code tensorboard/}: what the listener is
 * told, a line and an event each. A run that goes on from a checkpoint cuts off what was written
 * after it.
 */
final class RunLog implements TrainingListener, AutoCloseable {
  static final String METRICS = "metrics.jsonl";
  static final String TENSORBOARD = "tensorboard";

  private static final String EVENTS = TENSORBOARD + "/events.out.tfevents.ple4j";

  private final Path directory;
  private final boolean histograms;
  private @Nullable MetricsLog metrics;
  private @Nullable EventFile events;
  private @Nullable TrainingSession session;

  RunLog(Path directory, boolean histograms) {
    this.directory = directory;
    this.histograms = histograms;
  }

  /**
   * Opens the files.
   *
   * @param bytes that are kept of each, by its name; 0 where absent
   */
  void open(Map<String, Long> bytes, TrainingSession session) {
    close();
    this.session = session;
    metrics = MetricsLog.open(directory.resolve(METRICS), bytes.getOrDefault(METRICS, 0L));
    EventFile file = EventFile.open(directory.resolve(EVENTS), bytes.getOrDefault(EVENTS, 0L));
    events = file;
    if (!bytes.containsKey(EVENTS)) {
      file.graph(session.graphDef());
    }
  }

  /** Makes what is written last; the bytes of each file. */
  ImmutableMap<String, Long> flush() {
    return ImmutableMap.of(METRICS, metrics().flush(), EVENTS, events().flush());
  }

  @Override
  public void stepLogged(StepReport report) {
    ObjectNode line = line("step", report.step());
    line.put("epoch", report.epoch() + 1);
    line.put("samples", report.samples());
    line.put("loss", report.loss());
    Map<String, Double> weighted = new LinkedHashMap<>();
    report.taskLosses().forEach((task, loss) -> weighted.put(task, loss * weight(report, task)));
    put(line, "task_loss", report.taskLosses());
    put(line, "weighted_task_loss", weighted);
    put(line, "task_weight", report.taskWeights());
    line.put("learning_rate", report.learningRate());
    line.put("samples_per_second", report.samplesPerSecond());
    metrics().line(line);

    Map<String, Double> scalars = new LinkedHashMap<>();
    scalars.put("train/loss", report.loss());
    report.taskLosses().forEach((task, loss) -> scalars.put("train/loss/" + task, loss));
    weighted.forEach((task, loss) -> scalars.put("train/weighted_loss/" + task, loss));
    report.taskWeights().forEach((task, weight) -> scalars.put("task_weight/" + task, weight));
    scalars.put("learning_rate", report.learningRate());
    scalars.put("samples_per_second", report.samplesPerSecond());
    events().scalars(report.step(), scalars);
  }

  @Override
  public void gradientsMeasured(long step, GradientInsight gradients) {
    ObjectNode line = line("gradients", step);
    put(line, "own_norm", gradients.ownNorms());
    put(line, "shared_norm", gradients.sharedNorms());
    put(line, "cosine", gradients.cosines());
    metrics().line(line);

    Map<String, Double> scalars = new LinkedHashMap<>();
    gradients.ownNorms().forEach((task, norm) -> scalars.put("gradient/own_norm/" + task, norm));
    gradients
        .sharedNorms()
        .forEach((task, norm) -> scalars.put("gradient/shared_norm/" + task, norm));
    gradients.cosines().forEach((tasks, cosine) -> scalars.put("gradient/cosine/" + tasks, cosine));
    scalars.values().removeIf(value -> !Double.isFinite(value));
    events().scalars(step, scalars);
  }

  @Override
  public void evaluated(EvaluationReport report) {
    ObjectNode line = line("evaluation", report.step());
    line.put("epoch", report.epoch() + 1);
    line.put("train_loss", report.trainLoss());
    put(line, "train_task_loss", report.taskLosses());
    line.set("validation", RunFiles.json(report.validation()));
    ObjectNode gates = line.putObject("gate_means");
    report.gateMeans().forEach((gate, means) -> means.forEach(gates.putArray(gate)::add));
    report.improved().forEach(line.putArray("best_of")::add);
    line.put("samples_per_second", report.samplesPerSecond());
    metrics().line(line);

    Map<String, Double> scalars = new LinkedHashMap<>();
    scalars.put("epoch/train_loss", report.trainLoss());
    report.taskLosses().forEach((task, loss) -> scalars.put("epoch/train_loss/" + task, loss));
    for (TaskMetrics task : report.validation().tasks()) {
      put(scalars, "validation/auc/" + task.task(), task.auc());
      task.groupAuc().ifPresent(area -> scalars.put("validation/gauc/" + task.task(), area));
      put(scalars, "validation/log_loss/" + task.task(), task.logLoss());
      put(scalars, "validation/mse/" + task.task(), task.meanSquaredError());
      put(scalars, "validation/calibration/" + task.task(), task.calibration());
    }
    report.gateMeans().forEach((gate, means) -> putMeans(scalars, gate, means));
    scalars.values().removeIf(value -> !Double.isFinite(value));
    events().scalars(report.step(), scalars);
    if (histograms && session != null) {
      events().histograms(report.step(), session.denseValues());
    }
  }

  private static void putMeans(
      Map<String, Double> scalars, String gate, ImmutableList<Double> means) {
    for (int i = 0; i < means.size(); i++) {
      scalars.put("gate/" + gate + "/" + (i + 1), means.get(i));
    }
  }

  private static double weight(StepReport report, String task) {
    return report.taskWeights().getOrDefault(task, Double.NaN);
  }

  private static ObjectNode line(String kind, long step) {
    return JsonNodeFactory.instance.objectNode().put("kind", kind).put("step", step);
  }

  private static void put(ObjectNode line, String name, Map<String, Double> values) {
    ObjectNode node = line.putObject(name);
    values.forEach(node::put);
  }

  private static void put(Map<String, Double> scalars, String name, OptionalDouble value) {
    value.ifPresent(number -> scalars.put(name, number));
  }

  private MetricsLog metrics() {
    if (metrics == null) {
      throw new IllegalStateException("the log is not open");
    }
    return metrics;
  }

  private EventFile events() {
    if (events == null) {
      throw new IllegalStateException("the log is not open");
    }
    return events;
  }

  @Override
  public void close() {
    if (metrics != null) {
      metrics.close();
      metrics = null;
    }
    if (events != null) {
      events.close();
      events = null;
    }
  }
}

package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.datasets.Split;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.graph.TaskSpec;
import java.time.Duration;
import java.util.List;

/**
 * Trains a model: epochs over train in a seeded order, an evaluation on validation after each, and
 * in the end one on validation and test with the variables of the best step. Test decides nothing.
 */
public final class Trainer {
  private static final int EVALUATION_BATCH = 4096;

  private final TrainingSpec spec;
  private final Dataset data;
  private final TrainingListener listener;
  private final Checkpointing checkpointing;
  private final LearningRates learningRates;
  private final long totalSteps;

  /** Is given the session when there is something to keep. */
  interface Checkpointing {
    /** After every epoch: the variables of its last step. */
    void epochDone(TrainingSession session);

    /** In the end: the variables of the best steps. */
    void trained(TrainingSession session);
  }

  private Trainer(
      TrainingSpec spec, Dataset data, TrainingListener listener, Checkpointing checkpointing) {
    this.spec = spec;
    this.data = data;
    this.listener = listener;
    this.checkpointing = checkpointing;
    long stepsPerEpoch = (data.train().size() + spec.getBatchSize() - 1L) / spec.getBatchSize();
    long planned = stepsPerEpoch * spec.getStopping().getEpochs();
    long limit = spec.getStopping().getMaxSteps();
    this.totalSteps = limit == 0 ? planned : Math.min(planned, limit);
    this.learningRates = new LearningRates(spec.getLearningRate(), totalSteps);
  }

  /**
   * Trains the model of {@code spec} on {@code data}.
   *
   * @throws io.github.ple4j.graph.SpecException if the spec is not valid or not one for the data
   * @throws TrainingException if the loss becomes infinite or not a number
   */
  public static TrainingResult train(
      TrainingSpec spec, Dataset data, Placement placement, TrainingListener listener) {
    return train(
        spec,
        data,
        placement,
        listener,
        new Checkpointing() {
          @Override
          public void epochDone(TrainingSession session) {}

          @Override
          public void trained(TrainingSession session) {}
        });
  }

  static TrainingResult train(
      TrainingSpec spec,
      Dataset data,
      Placement placement,
      TrainingListener listener,
      Checkpointing checkpointing) {
    TrainingSpecs.validate(spec);
    SpecDataCheck.check(spec.getModel(), data);
    try (TrainingSession session = TrainingSession.open(spec, placement)) {
      return new Trainer(spec, data, listener, checkpointing).run(session);
    }
  }

  private TrainingResult run(TrainingSession session) {
    listener.trainingStarted(
        DefaultModels.name(spec.getModel()), session.parameters(), totalSteps, totalSamples());
    long samples = 0;
    long nanoseconds = 0;
    try (BestSteps best = new BestSteps(session)) {
      for (int epoch = 0; session.steps() < totalSteps; epoch++) {
        EpochTotals totals = epoch(session, epoch, samples);
        samples += totals.samples;
        nanoseconds += totals.nanoseconds;
        Evaluation validation = evaluate(session, data.validation());
        best.offer(validation, session.steps());
        checkpointing.epochDone(session);
        listener.evaluated(
            epoch,
            session.steps(),
            validation,
            totals.loss / Math.max(1, totals.samples),
            totals.samples * 1e9 / Math.max(1, totals.nanoseconds));
      }
      best.restore();
      checkpointing.trained(session);
      TrainingResult result =
          new TrainingResult(
              spec,
              evaluate(session, data.validation()),
              evaluate(session, data.test()),
              best.steps(),
              session.steps(),
              samples,
              session.parameters(),
              Duration.ofNanos(nanoseconds));
      listener.trainingFinished(result);
      return result;
    }
  }

  private long totalSamples() {
    return Math.min(
        totalSteps * spec.getBatchSize(),
        (long) data.train().size() * spec.getStopping().getEpochs());
  }

  /** Sums over an epoch; the loss is weighted by the batches' sizes. */
  private static final class EpochTotals {
    private long samples;
    private double loss;
    private long nanoseconds;
  }

  private EpochTotals epoch(TrainingSession session, int epoch, long samplesBefore) {
    EpochTotals totals = new EpochTotals();
    long start = System.nanoTime();
    int[] order = Shuffle.permutation(data.train().size(), spec.getOrderSeed(), epoch);
    try (BatchStream batches =
        new BatchStream(data.train(), order, spec.getBatchSize(), session::trainingTensors)) {
      while (batches.hasNext() && session.steps() < totalSteps) {
        try (BatchTensors batch = batches.next()) {
          TrainingSession.StepLoss loss = session.step(batch, learningRates.at(session.steps()));
          checkFinite(loss, session.steps());
          totals.samples += batch.rows();
          totals.loss += loss.total() * batch.rows();
          listener.stepDone(session.steps(), epoch, samplesBefore + totals.samples, loss.total());
        }
      }
    }
    totals.nanoseconds = System.nanoTime() - start;
    return totals;
  }

  private void checkFinite(TrainingSession.StepLoss loss, long step) {
    for (int task = 0; task < loss.tasks().size(); task++) {
      if (!Double.isFinite(loss.tasks().get(task))) {
        throw new TrainingException(
            "step "
                + step
                + ": expected a finite loss of task "
                + spec.getModel().getTasks(task).getName()
                + ", found "
                + loss.tasks().get(task)
                + "; try a lower learning rate, and look for extreme values in the data");
      }
    }
    if (!Double.isFinite(loss.total())) {
      throw new TrainingException(
          "step "
              + step
              + ": expected a finite loss, found "
              + loss.total()
              + "; try a lower learning rate");
    }
  }

  private Evaluation evaluate(TrainingSession session, Split split) {
    List<TaskSpec> tasks = spec.getModel().getTasksList();
    int rows = split.size();
    float[][] predictions = new float[tasks.size()][rows];
    float[][] labels = new float[tasks.size()][rows];
    float[][] masks = new float[tasks.size()][rows];
    int[] order = Shuffle.identity(rows);
    int[] filled = {0};
    try (BatchStream batches =
        new BatchStream(
            split,
            order,
            EVALUATION_BATCH,
            batch -> {
              copyLabels(batch, labels, masks, filled[0]);
              filled[0] += batch.size();
              return session.featureTensors(batch);
            })) {
      int from = 0;
      while (batches.hasNext()) {
        try (BatchTensors batch = batches.next()) {
          session.predict(batch, predictions, from);
          from += batch.rows();
        }
      }
    }
    ImmutableList.Builder<TaskMetrics> metrics = ImmutableList.builder();
    for (int task = 0; task < tasks.size(); task++) {
      metrics.add(
          metrics(
              session.steps(),
              tasks.get(task),
              predictions[task],
              labels[task],
              masks[task],
              rows));
    }
    return new Evaluation(metrics.build());
  }

  private static TaskMetrics metrics(
      long step, TaskSpec task, float[] predictions, float[] labels, float[] mask, int rows) {
    boolean binary = task.getKind() == TaskSpec.Kind.BINARY;
    try {
      return TaskMetrics.of(task.getName(), binary, predictions, labels, mask, rows);
    } catch (IllegalArgumentException e) {
      throw new TrainingException(
          "step "
              + step
              + ": task "
              + e.getMessage()
              + "; try a lower learning rate, and look for extreme values in the data");
    }
  }

  private static void copyLabels(Batch batch, float[][] labels, float[][] masks, int at) {
    for (int task = 0; task < labels.length; task++) {
      System.arraycopy(batch.label(task), 0, labels[task], at, batch.size());
      System.arraycopy(batch.mask(task), 0, masks[task], at, batch.size());
    }
  }
}

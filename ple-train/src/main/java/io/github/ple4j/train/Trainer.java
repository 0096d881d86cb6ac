package io.github.ple4j.train;

import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.datasets.Split;
import io.github.ple4j.graph.Placement;
import java.time.Duration;

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
    SplitPredictions gathered = new SplitPredictions(spec.getModel().getTasksList(), split.size());
    int[] labelled = {0}; // rows, counted by the preparing thread
    try (BatchStream batches =
        new BatchStream(
            split,
            Shuffle.identity(split.size()),
            EVALUATION_BATCH,
            batch -> {
              gathered.addLabels(batch, labelled[0]);
              labelled[0] += batch.size();
              return session.featureTensors(batch);
            })) {
      int from = 0;
      while (batches.hasNext()) {
        try (BatchTensors batch = batches.next()) {
          session.predict(batch, gathered.predictions(), from);
          from += batch.rows();
        }
      }
    }
    try {
      return gathered.evaluate();
    } catch (IllegalArgumentException e) {
      throw new TrainingException(
          "step "
              + session.steps()
              + ": task "
              + e.getMessage()
              + "; try a lower learning rate, and look for extreme values in the data");
    }
  }
}

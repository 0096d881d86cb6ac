package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.datasets.Split;
import io.github.ple4j.graph.TaskSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The steps of a training, from its start or from a checkpoint. All that decides what comes next is
 * in the spec or in {@link CheckpointState}, and nothing is decided by the clock.
 */
final class TrainingLoop implements AutoCloseable {
  private static final int EVALUATION_BATCH = 4096;

  private final TrainingSpec spec;
  private final Dataset data;
  private final TrainingSession session;
  private final TrainingListener listener;
  private final Checkpointing checkpointing;
  private final BestSteps best;
  private final ImmutableList<String> tasks;
  private final LearningRates learningRates;
  private final long stepsPerEpoch;
  private final long totalSteps;

  private long samples;
  private long nanoseconds;
  private BatchStream.Source trainBatches;
  private LossTotals ofEpoch;
  private LossTotals sinceEvaluation;
  private LossTotals sinceLog;
  private final List<ImmutableList<Double>> epochs = new ArrayList<>();

  TrainingLoop(
      TrainingSpec spec,
      Dataset data,
      TrainingSession session,
      TrainingListener listener,
      Checkpointing checkpointing) {
    this.spec = spec;
    this.data = data;
    this.session = session;
    this.listener = listener;
    this.checkpointing = checkpointing;
    this.best = new BestSteps(spec, session);
    this.tasks =
        spec.getModel().getTasksList().stream()
            .map(TaskSpec::getName)
            .collect(ImmutableList.toImmutableList());
    this.stepsPerEpoch = (data.train().size() + spec.getBatchSize() - 1L) / spec.getBatchSize();
    long planned = stepsPerEpoch * spec.getStopping().getEpochs();
    long limit = spec.getStopping().getMaxSteps();
    this.totalSteps = limit == 0 ? planned : Math.min(planned, limit);
    this.learningRates = new LearningRates(spec.getLearningRate(), totalSteps);
    this.trainBatches =
        BatchStream.reading(data.train(), spec.getBatchSize(), session::trainingTensors);
    this.ofEpoch = new LossTotals(tasks.size());
    this.sinceEvaluation = new LossTotals(tasks.size());
    this.sinceLog = new LossTotals(tasks.size());
  }

  /** Trains; empty if it was stopped. */
  Optional<TrainingResult> run() {
    listener.trainingStarted(
        DefaultModels.name(spec.getModel()), session.parameters(), totalSteps, totalSamples());
    checkpointing.start(session, best).ifPresent(this::resume);
    if (session.hold(data.train())) {
      trainBatches = session::heldTensors;
    }
    while (session.steps() < totalSteps && !best.haveEnded()) {
      if (!epoch(session.steps() / stepsPerEpoch)) {
        return Optional.empty();
      }
    }
    if (session.steps() < totalSteps) {
      listener.stoppedEarly(session.steps());
    }
    TrainingResult result = result();
    listener.trainingFinished(result);
    return Optional.of(result);
  }

  private void resume(CheckpointState state) {
    samples = state.getSamples();
    nanoseconds = state.getTrainingNanoseconds();
    ofEpoch = new LossTotals(tasks.size(), state.getEpoch());
    sinceEvaluation = new LossTotals(tasks.size(), state.getSinceEvaluation());
    state.getEpochsList().forEach(epoch -> epochs.add(ImmutableList.copyOf(epoch.getLossesList())));
    listener.resumed(session.steps(), samples);
  }

  private CheckpointState.Builder state() {
    CheckpointState.Builder state =
        CheckpointState.newBuilder()
            .setSteps(session.steps())
            .setSamples(samples)
            .setTrainingNanoseconds(nanoseconds)
            .setEpoch(ofEpoch.sums())
            .setSinceEvaluation(sinceEvaluation.sums())
            .addAllBest(best.state());
    epochs.forEach(losses -> state.addEpochsBuilder().addAllLosses(losses));
    return state;
  }

  private long totalSamples() {
    return Math.min(
        totalSteps * spec.getBatchSize(),
        (long) data.train().size() * spec.getStopping().getEpochs());
  }

  /** The rest of an epoch; false if the training is to stop within it. */
  private boolean epoch(long epoch) {
    int[] order = Shuffle.permutation(data.train().size(), spec.getOrderSeed(), epoch);
    int first = (int) (session.steps() % stepsPerEpoch * spec.getBatchSize());
    try (BatchStream batches = new BatchStream(order, first, spec.getBatchSize(), trainBatches)) {
      while (batches.hasNext() && session.steps() < totalSteps && !best.haveEnded()) {
        long start = System.nanoTime();
        StepLoss loss;
        int rows;
        try (BatchTensors batch = batches.next()) {
          rows = batch.rows();
          loss = step(batch);
        }
        stepDone(loss, rows, (int) epoch, System.nanoTime() - start);
        if (!afterStep((int) epoch)) {
          return false;
        }
      }
    }
    return true;
  }

  private StepLoss step(BatchTensors batch) {
    if (isDue(spec.getLogging().getGradientsEverySteps(), session.steps() + 1)) {
      listener.gradientsMeasured(session.steps() + 1, session.insight(batch));
    }
    float[] weights =
        session.training().weighting().scheduled(session.steps(), ImmutableList.copyOf(epochs));
    try {
      return session.step(batch, learningRates.at(session.steps()), weights);
    } catch (NonFiniteLossException e) {
      throw notFinite(batch, e);
    }
  }

  private TrainingException notFinite(BatchTensors batch, NonFiniteLossException e) {
    String what = "joint loss " + e.loss().total();
    String where = "";
    for (int task = 0; task < tasks.size(); task++) {
      if (!Double.isFinite(e.loss().tasks().get(task))) {
        what = "loss " + e.loss().tasks().get(task) + " of task " + tasks.get(task);
        where = "; the first tensor is " + NonFiniteSearch.describe(session, batch, task);
        break;
      }
    }
    return new TrainingException(
        "step "
            + (session.steps() + 1)
            + ": expected a finite loss, found "
            + what
            + where
            + "; try a lower learning rate, a warm-up or a clipped gradient, and look for extreme"
            + " values in the data");
  }

  private void stepDone(StepLoss loss, int rows, int epoch, long took) {
    samples += rows;
    nanoseconds += took;
    ofEpoch.add(loss, rows, took);
    sinceEvaluation.add(loss, rows, took);
    sinceLog.add(loss, rows, took);
    listener.stepDone(session.steps(), epoch, samples, loss.total());
    if (isDue(spec.getLogging().getEverySteps(), session.steps())) {
      listener.stepLogged(
          new StepReport(
              session.steps(),
              epoch,
              samples,
              loss.total(),
              byTask(loss.tasks()),
              byTask(loss.weights()),
              learningRates.at(session.steps() - 1),
              sinceLog.samplesPerSecond()));
      sinceLog = new LossTotals(tasks.size());
    }
  }

  /** Evaluates and saves when it is time; false if the training is to stop. */
  private boolean afterStep(int epoch) {
    long steps = session.steps();
    boolean epochDone = steps % stepsPerEpoch == 0;
    if (epochDone) {
      epochs.add(ofEpoch.means());
      ofEpoch = new LossTotals(tasks.size());
    }
    boolean evaluate =
        epochDone
            || steps == totalSteps
            || isDue(spec.getStopping().getEvaluateEverySteps(), steps);
    if (evaluate) {
      evaluated(epoch);
    }
    boolean stop = listener.stopRequested();
    if (evaluate || stop || isDue(spec.getCheckpoints().getEverySteps(), steps)) {
      checkpointing.save(session, state(), best);
    }
    return !stop || steps == totalSteps;
  }

  private void evaluated(int epoch) {
    GateSums gates = new GateSums(session.model().gates());
    Evaluation validation = evaluate(data.validation(), gates);
    ImmutableSet<String> improved = best.offer(validation, session.steps());
    listener.evaluated(
        new EvaluationReport(
            epoch,
            session.steps(),
            validation,
            sinceEvaluation.joint(),
            byTask(sinceEvaluation.means()),
            gates.means(),
            improved,
            sinceEvaluation.samplesPerSecond()));
    sinceEvaluation = new LossTotals(tasks.size());
  }

  private static boolean isDue(long every, long step) {
    return every > 0 && step % every == 0;
  }

  private ImmutableMap<String, Double> byTask(ImmutableList<Double> values) {
    ImmutableMap.Builder<String, Double> byTask = ImmutableMap.builder();
    for (int task = 0; task < tasks.size(); task++) {
      byTask.put(tasks.get(task), values.get(task));
    }
    return byTask.buildOrThrow();
  }

  /** The metrics of the best steps: at once, or of every task with the variables that it wants. */
  private TrainingResult result() {
    Evaluation validation;
    Evaluation test;
    Optional<GateUtilization> gates = Optional.empty();
    if (best.areDisjoint()) {
      best.restore();
      checkpointing.trained(session, "");
      validation = evaluate(data.validation());
      GateSums sums = new GateSums(session.model().gates());
      test = evaluate(data.test(), sums);
      gates = Optional.of(sums.utilization());
    } else {
      ImmutableList.Builder<TaskMetrics> ofValidation = ImmutableList.builder();
      ImmutableList.Builder<TaskMetrics> ofTest = ImmutableList.builder();
      for (String task : tasks) {
        best.restore(task);
        checkpointing.trained(session, task);
        ofValidation.add(evaluate(data.validation()).task(task));
        ofTest.add(evaluate(data.test()).task(task));
      }
      validation = new Evaluation(ofValidation.build());
      test = new Evaluation(ofTest.build());
    }
    return new TrainingResult(
        spec,
        validation,
        test,
        gates,
        best.steps(),
        session.steps(),
        samples,
        session.parameters(),
        Duration.ofNanos(nanoseconds));
  }

  private Evaluation evaluate(Split split) {
    return evaluate(split, new GateSums(session.model().gates()));
  }

  private Evaluation evaluate(Split split, GateSums gates) {
    SplitPredictions gathered =
        new SplitPredictions(
            spec.getModel().getTasksList(), split.size(), data.schema().hasGroupId());
    int[] labelled = {0}; // rows, counted by the preparing thread
    try (BatchStream batches =
        new BatchStream(
            Shuffle.identity(split.size()),
            0,
            EVALUATION_BATCH,
            BatchStream.reading(
                split,
                EVALUATION_BATCH,
                batch -> {
                  gathered.addLabels(batch, labelled[0]);
                  labelled[0] += batch.size();
                  return session.featureTensors(batch);
                }))) {
      int from = 0;
      while (batches.hasNext()) {
        try (BatchTensors batch = batches.next()) {
          session.predict(batch, gathered.predictions(), from, gates);
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

  @Override
  public void close() {
    best.close();
  }
}

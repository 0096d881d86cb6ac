package io.github.ple4j.serve;

import io.github.ple4j.serve.PredictorException.Category;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;

/** A batcher whose runs wait, before they begin, until they are let go; and callers of it. */
final class HeldBatches implements AutoCloseable {
  /** A run that began, or was about to. */
  record Run(String signature, int requests, long rows, long paddedRows) {}

  /** What was told of a request. */
  record Request(String signature, long rows, Optional<Category> error) {}

  /** A caller in a thread of its own. */
  static final class Caller {
    final Thread thread;
    private final FutureTask<Prediction> task;

    private Caller(Callable<Prediction> call) {
      task = new FutureTask<>(call);
      thread = new Thread(task);
    }

    /** The answer, when it is there. */
    Prediction get() throws InterruptedException, ExecutionException {
      return task.get();
    }

    /** Until the caller waits for another thread, or has its answer. */
    void awaitWaiting() throws InterruptedException {
      while (thread.getState() != Thread.State.WAITING
          && thread.getState() != Thread.State.TIMED_WAITING
          && thread.getState() != Thread.State.TERMINATED) {
        Thread.sleep(1);
      }
    }
  }

  final List<Run> runs = Collections.synchronizedList(new ArrayList<>());
  final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
  final Batcher batcher;
  private final Predictor predictor;
  private final Semaphore begun = new Semaphore(0);
  private final Semaphore allowed = new Semaphore(0);

  HeldBatches(Predictor predictor, BatchingOptions options) {
    this.predictor = predictor;
    this.batcher =
        new Batcher(
            predictor,
            options,
            new BatchListener() {
              @Override
              public void batched(String signature, int requests, long rows, long paddedRows) {
                runs.add(new Run(signature, requests, rows, paddedRows));
                begun.release();
                allowed.acquireUninterruptibly();
              }

              @Override
              public void predicted(
                  String signature,
                  long rows,
                  long queueNanos,
                  long runNanos,
                  Optional<Category> error) {
                requests.add(new Request(signature, rows, error));
              }
            });
  }

  Caller call(Map<String, Column> inputs) {
    return call("serving_default", inputs, Set.of(), Long.MAX_VALUE);
  }

  Caller call(
      String signature, Map<String, Column> inputs, Set<String> outputs, long deadlineNanos) {
    Caller caller = new Caller(() -> batcher.predict(signature, inputs, outputs, deadlineNanos));
    caller.thread.start();
    return caller;
  }

  /** A caller whose run begins, and is held. */
  Caller callHeld(Map<String, Column> inputs) {
    Caller caller = call(inputs);
    begun.acquireUninterruptibly();
    return caller;
  }

  /** A caller that waits for others' runs. */
  Caller callWaiting(Map<String, Column> inputs) throws InterruptedException {
    return callWaiting("serving_default", inputs, Set.of(), Long.MAX_VALUE);
  }

  Caller callWaiting(
      String signature, Map<String, Column> inputs, Set<String> outputs, long deadlineNanos)
      throws InterruptedException {
    Caller caller = call(signature, inputs, outputs, deadlineNanos);
    caller.awaitWaiting();
    return caller;
  }

  /** Until the next run is about to begin. */
  void awaitRun() {
    begun.acquireUninterruptibly();
  }

  /** Lets one run go. */
  void release() {
    allowed.release();
  }

  /** Lets all runs go, those to come too. */
  void releaseAll() {
    allowed.release(Integer.MAX_VALUE / 2);
  }

  @Override
  public void close() {
    releaseAll();
    batcher.close();
    predictor.close();
  }
}

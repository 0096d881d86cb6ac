package io.github.ple4j.serve;

import io.github.ple4j.serve.PredictorException.Category;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Rows that a caller waits for. What is not volatile is written under the batcher's lock, or by the
 * thread that runs the batch before it sets {@code done}.
 */
final class BatchRequest {
  final BatchGroup.Key key;
  final Column[] inputs;
  final int rows;
  final long enqueuedNanos;
  final long deadlineNanos;
  final Thread caller;

  /** Whether it stands in its group's queue. */
  boolean queued;

  /** Whether its caller is to run the group's next batch. */
  volatile boolean leading;

  private volatile boolean done;
  private Column @Nullable [] outputs; // of the whole run
  private int firstRow;
  private int runRows;
  private @Nullable Throwable failure;
  private long startedNanos;
  private long runNanos;

  BatchRequest(
      BatchGroup.Key key, Column[] inputs, int rows, long enqueuedNanos, long deadlineNanos) {
    this.key = key;
    this.inputs = inputs;
    this.rows = rows;
    this.enqueuedNanos = enqueuedNanos;
    this.deadlineNanos = deadlineNanos;
    this.caller = Thread.currentThread();
    this.startedNanos = enqueuedNanos;
  }

  SignatureRunner.Wanted wanted() {
    return key.wanted();
  }

  static boolean isExpired(long deadlineNanos, long now) {
    return deadlineNanos != Long.MAX_VALUE && now - deadlineNanos >= 0;
  }

  boolean isExpired(long now) {
    return isExpired(deadlineNanos, now);
  }

  boolean isDone() {
    return done;
  }

  long queueNanos() {
    return startedNanos - enqueuedNanos;
  }

  long runNanos() {
    return runNanos;
  }

  /** Gives a run's outputs to its requests, whose rows stand in them one after the other. */
  static void complete(
      List<BatchRequest> requests,
      Column[] outputs,
      int runRows,
      long startedNanos,
      long endNanos) {
    int row = 0;
    for (BatchRequest request : requests) {
      request.outputs = outputs;
      request.firstRow = row;
      request.runRows = runRows;
      request.startedNanos = startedNanos;
      request.runNanos = endNanos - startedNanos;
      row += request.rows;
      request.end();
    }
  }

  void fail(Throwable reason, long startedNanos, long endNanos) {
    this.failure = reason;
    this.startedNanos = startedNanos;
    this.runNanos = endNanos - startedNanos;
    end();
  }

  private void end() {
    done = true;
    if (caller != Thread.currentThread()) {
      LockSupport.unpark(caller);
    }
  }

  /** The columns of the answer, in the caller's thread, once this is done. */
  Column[] outputs() {
    if (failure != null) {
      throw copy(failure);
    }
    if (outputs == null) {
      throw new IllegalStateException("the request is not done");
    }
    return rows == runRows ? outputs : BatchRunner.rows(outputs, firstRow, rows);
  }

  /** With the caller's own stack; a batch may have failed for several callers. */
  private static RuntimeException copy(Throwable failure) {
    if (failure instanceof PredictorException known) {
      return new PredictorException(known.category(), String.valueOf(known.getMessage()), known);
    }
    if (failure instanceof IllegalStateException closed) {
      return new IllegalStateException(closed.getMessage(), closed);
    }
    return new PredictorException(Category.FAILED, PredictorException.reason(failure), failure);
  }
}

package io.github.ple4j.serve;

import com.google.common.primitives.ImmutableLongArray;
import io.github.ple4j.serve.PredictorException.Category;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Puts requests of several threads together into runs of one predictor.
 *
 * <p>It has no threads. A caller leads where fewer batches run than may: it takes what waits, its
 * own request among it, and runs that in its own thread, so that one who is alone waits for no
 * hand-over. The others wait until a leader has run their request, or are made leaders themselves.
 *
 * <p>Thread-safe.
 */
final class Batcher implements AutoCloseable {
  private final Predictor predictor;
  private final BatchingOptions options;
  private final BatchListener listener;
  private final BatchRunner runner;
  private final long delayNanos;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Guarded by the lock; no group is empty.
  private final Map<BatchGroup.Key, BatchGroup> groups = new LinkedHashMap<>();
  private int leaders; // who run a batch, or are told to
  private int splits; // requests in parts that are under way
  private boolean closed;

  Batcher(Predictor predictor, BatchingOptions options, BatchListener listener) {
    this.predictor = predictor;
    this.options = options;
    this.listener = listener;
    this.runner = new BatchRunner(predictor, options, listener);
    this.delayNanos = options.delay().toNanos();
  }

  /**
   * Answers a request, as {@link ModelLease#predict} does.
   *
   * @throws IllegalStateException if this is closed
   */
  Prediction predict(
      String signature, Map<String, Column> inputs, Set<String> outputs, long deadlineNanos) {
    List<BatchRequest> parts = new ArrayList<>(1);
    int rows = 0;
    Optional<Category> error = Optional.of(Category.FAILED);
    try {
      SignatureRunner signatureRunner = predictor.runner(signature);
      SignatureRunner.Wanted wanted =
          outputs.isEmpty() ? signatureRunner.all() : signatureRunner.some(outputs);
      Column[] columns = signatureRunner.matched(inputs);
      rows = rows(columns);
      Column[] answer = answer(wanted, columns, rows, deadlineNanos, parts);
      if (BatchRequest.isExpired(deadlineNanos, System.nanoTime())) {
        throw BatchRunner.expired(wanted);
      }
      error = Optional.empty();
      return wanted.prediction(answer);
    } catch (PredictorException e) {
      error = Optional.of(e.category());
      throw e;
    } finally {
      long queueNanos = parts.stream().mapToLong(BatchRequest::queueNanos).sum();
      long runNanos = parts.stream().mapToLong(BatchRequest::runNanos).sum();
      listener.predicted(signature, rows, queueNanos, runNanos, error);
    }
  }

  private static int rows(Column[] columns) {
    return columns.length == 0 || columns[0].shape().numDimensions() == 0
        ? 1
        : (int) columns[0].shape().get(0);
  }

  private Column[] answer(
      SignatureRunner.Wanted wanted,
      Column[] columns,
      int rows,
      long deadlineNanos,
      List<BatchRequest> parts) {
    boolean shared = rows > 0 && runner.divides(wanted);
    int most = options.maximumRows();
    if (shared && rows > most) {
      if (!options.splitting()) {
        throw wanted
            .runner()
            .invalid("expected at most " + most + " rows, found " + rows + ": too large a batch");
      }
      return split(wanted, columns, rows, deadlineNanos, parts);
    }
    return whole(wanted, columns, shared, deadlineNanos, parts);
  }

  /** In parts that each fit into a batch. */
  private Column[] split(
      SignatureRunner.Wanted wanted,
      Column[] columns,
      int rows,
      long deadlineNanos,
      List<BatchRequest> parts) {
    int most = options.maximumRows();
    List<Column[]> answers = new ArrayList<>();
    beginSplit();
    try {
      for (int from = 0; from < rows && runner.divides(wanted); from += most) {
        int count = Math.min(most, rows - from);
        BatchRequest part = request(wanted, BatchRunner.rows(columns, from, count), deadlineNanos);
        parts.add(part);
        await(part, true);
        answers.add(part.outputs());
      }
      return runner.divides(wanted)
          ? BatchRunner.stacked(answers, rows)
          : whole(wanted, columns, false, deadlineNanos, parts);
    } finally {
      endSplit();
    }
  }

  /** In one run, {@code shared} with others or not. */
  private Column[] whole(
      SignatureRunner.Wanted wanted,
      Column[] columns,
      boolean shared,
      long deadlineNanos,
      List<BatchRequest> parts) {
    BatchRequest request = request(wanted, columns, deadlineNanos);
    parts.add(request);
    if (shared) {
      await(request, false);
    } else {
      runner.run(List.of(request));
    }
    return request.outputs();
  }

  private BatchRequest request(
      SignatureRunner.Wanted wanted, Column[] columns, long deadlineNanos) {
    BatchGroup.Key key =
        new BatchGroup.Key(
            wanted,
            options.padding() ? ImmutableLongArray.of() : wanted.runner().openShape(columns));
    return new BatchRequest(key, columns, rows(columns), System.nanoTime(), deadlineNanos);
  }

  private void beginSplit() {
    lock.lock();
    try {
      checkOpen(false);
      splits++;
    } finally {
      lock.unlock();
    }
  }

  private void endSplit() {
    lock.lock();
    try {
      splits--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void checkOpen(boolean begun) {
    if (closed && !begun) {
      throw new IllegalStateException("the batches are closed");
    }
  }

  /** Until the request is done. */
  private void await(BatchRequest request, boolean begun) {
    enqueue(request, begun);
    long wakeNanos = request.enqueuedNanos + delayNanos;
    boolean due = delayNanos == 0;
    while (true) {
      boolean done = request.isDone(); // before leading, which is never set later
      if (request.leading && done) {
        retire(request);
      } else if (request.leading) {
        lead(request);
      } else if (done) {
        return;
      } else if (request.isExpired(System.nanoTime())) {
        leave(request);
        throw BatchRunner.expired(request.wanted());
      } else if (Thread.currentThread().isInterrupted()) {
        leave(request);
        throw new PredictorException(
            Category.UNAVAILABLE,
            request.wanted().runner().signature().quotedName()
                + ": the caller was interrupted while it waited for a batch");
      } else if (due) {
        park(request.deadlineNanos);
      } else if (System.nanoTime() - wakeNanos >= 0) {
        due = true;
        recruit();
      } else {
        park(
            BatchRequest.isExpired(request.deadlineNanos, wakeNanos)
                ? request.deadlineNanos
                : wakeNanos);
      }
    }
  }

  private void park(long untilNanos) {
    if (untilNanos == Long.MAX_VALUE) {
      LockSupport.park(this);
    } else {
      LockSupport.parkNanos(this, untilNanos - System.nanoTime());
    }
  }

  /** Takes a request: once this is closed, only a part of one that was begun before. */
  private void enqueue(BatchRequest request, boolean begun) {
    lock.lock();
    try {
      checkOpen(begun);
      BatchGroup group = groups.computeIfAbsent(request.key, key -> new BatchGroup());
      group.add(request);
      long batches = queuedBatches();
      if (batches
          > (long) options.maximumQueuedBatches() + Math.max(0, options.threads() - leaders)) {
        remove(group, request);
        throw new PredictorException(
            Category.OVERLOADED,
            request.wanted().runner().signature().quotedName()
                + ": The batch scheduling queue to which this task was submitted is full: expected"
                + " at most "
                + options.maximumQueuedBatches()
                + " batches of "
                + options.maximumRows()
                + " rows");
      }
      recruitLeaders();
    } finally {
      lock.unlock();
    }
  }

  private long queuedBatches() {
    long batches = 0;
    for (BatchGroup group : groups.values()) {
      batches += (group.rows() + options.maximumRows() - 1) / options.maximumRows();
    }
    return batches;
  }

  private void remove(BatchGroup group, BatchRequest request) {
    group.remove(request);
    if (group.isEmpty()) {
      groups.remove(request.key);
    }
  }

  private void recruit() {
    lock.lock();
    try {
      recruitLeaders();
    } finally {
      lock.unlock();
    }
  }

  /** Makes callers leaders, as long as there are batches that may run. */
  private void recruitLeaders() {
    while (leaders < options.threads()) {
      BatchRequest next = nextLeader();
      if (next == null) {
        return;
      }
      leaders++;
      next.leading = true;
      if (next.caller != Thread.currentThread()) {
        LockSupport.unpark(next.caller);
      }
    }
  }

  /** Of the groups whose delay is over, or that are full, the one that waits the longest. */
  private @Nullable BatchRequest nextLeader() {
    long now = System.nanoTime();
    BatchRequest next = null;
    for (BatchGroup group : groups.values()) {
      if (closed
          || group.rows() >= options.maximumRows()
          || now - group.oldestNanos() >= delayNanos) {
        BatchRequest leader = group.nextLeader(options.maximumRows());
        if (leader != null && (next == null || leader.enqueuedNanos - next.enqueuedNanos < 0)) {
          next = leader;
        }
      }
    }
    return next;
  }

  private void lead(BatchRequest request) {
    try {
      List<BatchRequest> batch;
      lock.lock();
      try {
        batch = take(request.key);
      } finally {
        lock.unlock();
      }
      if (!batch.isEmpty()) {
        runner.run(batch);
      }
    } finally {
      retire(request);
    }
  }

  /** A batch of a group; empty if another leader has taken its requests. */
  private List<BatchRequest> take(BatchGroup.Key key) {
    BatchGroup group = groups.get(key);
    if (group == null) {
      return List.of();
    }
    List<BatchRequest> batch = group.take(options.maximumRows());
    if (group.isEmpty()) {
      groups.remove(key);
    }
    return batch;
  }

  private void retire(BatchRequest request) {
    lock.lock();
    try {
      retireLeader(request);
    } finally {
      lock.unlock();
    }
  }

  private void retireLeader(BatchRequest request) {
    request.leading = false;
    leaders--;
    recruitLeaders();
    changed.signalAll();
  }

  /** Takes back a request that its caller no longer waits for. */
  private void leave(BatchRequest request) {
    lock.lock();
    try {
      BatchGroup group = groups.get(request.key);
      if (request.queued && group != null) {
        remove(group, request);
      }
      if (request.leading) {
        retireLeader(request);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until all requests that were taken are answered; later ones end with {@link
   * IllegalStateException}.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      recruitLeaders();
      while (splits > 0 || leaders > 0 || !groups.isEmpty()) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }
}

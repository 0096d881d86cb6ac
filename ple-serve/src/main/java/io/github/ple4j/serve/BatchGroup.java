package io.github.ple4j.serve;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The requests that wait and could share a run. Guarded by the batcher's lock. */
final class BatchGroup {
  /**
   * What requests must have in common.
   *
   * @param wanted signature and outputs
   * @param shape the sizes of all dimensions that the signature leaves open, but for the rows; none
   *     if inputs of different lengths are padded
   */
  record Key(SignatureRunner.Wanted wanted, ImmutableLongArray shape) {}

  private final ArrayDeque<BatchRequest> queue = new ArrayDeque<>();
  private long rows;

  long rows() {
    return rows;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** When the oldest of the requests, of which there must be one, was enqueued. */
  long oldestNanos() {
    return queue.getFirst().enqueuedNanos;
  }

  /** The oldest request that does not lead yet; null if those that do will take all. */
  @Nullable BatchRequest nextLeader(int maximumRows) {
    long led = 0;
    for (BatchRequest request : queue) {
      if (!request.leading) {
        return rows > led ? request : null;
      }
      led += maximumRows;
    }
    return null;
  }

  void add(BatchRequest request) {
    queue.addLast(request);
    rows += request.rows;
    request.queued = true;
  }

  void remove(BatchRequest request) {
    queue.remove(request);
    rows -= request.rows;
    request.queued = false;
  }

  /** Takes the oldest that together have no more rows than {@code maximumRows}. */
  List<BatchRequest> take(int maximumRows) {
    List<BatchRequest> taken = new ArrayList<>();
    long sum = 0;
    for (BatchRequest next = queue.peekFirst();
        next != null && sum + next.rows <= maximumRows;
        next = queue.peekFirst()) {
      queue.removeFirst();
      next.queued = false;
      rows -= next.rows;
      sum += next.rows;
      taken.add(next);
    }
    return taken;
  }
}

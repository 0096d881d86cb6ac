package io.github.ple4j.serve.rest;

import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** Reads a request's body as it comes, without a thread that waits for it. */
final class BodyReader implements Runnable {
  private static final int FIRST_CAPACITY = 1 << 16;

  private final Request request;
  private final int maximumBytes;
  private final BodyMemory memory;
  private final long deadlineNanos;
  private final Consumer<Body> done;
  private final Consumer<RefusedException> refused;
  private byte[] bytes;
  private int length;
  private long taken; // of the memory for bodies
  private Scheduler.@Nullable Task timeout;
  private boolean gzip;

  /**
   * One of the two consumers is called, once, now or later; the body is in memory until {@code
   * done} returns.
   *
   * @param deadlineNanos for the whole body
   */
  BodyReader(
      Request request,
      int maximumBytes,
      BodyMemory memory,
      long deadlineNanos,
      Consumer<Body> done,
      Consumer<RefusedException> refused) {
    this.request = request;
    this.maximumBytes = maximumBytes;
    this.memory = memory;
    this.deadlineNanos = deadlineNanos;
    this.done = done;
    this.refused = refused;
    // Of a length that is only claimed, no more is taken than comes.
    bytes = new byte[(int) Math.max(0, Math.min(FIRST_CAPACITY, request.getLength()))];
  }

  /** Begins. */
  void read() {
    String encoding =
        Objects.requireNonNullElse(request.getHeaders().get(HttpHeader.CONTENT_ENCODING), "")
            .trim()
            .toLowerCase(Locale.ROOT);
    gzip = encoding.equals("gzip") || encoding.equals("x-gzip");
    if (!gzip && !encoding.isEmpty() && !encoding.equals("identity")) {
      refuse(415, "expected Content-Encoding gzip or none, found " + encoding);
    } else if (request.getLength() > maximumBytes) {
      refuse(413, tooLarge(maximumBytes) + ", found " + request.getLength());
    } else {
      run();
    }
  }

  @Override
  public void run() {
    try {
      readChunks();
    } catch (RuntimeException | Error e) {
      cancelTimeout();
      giveBack();
      throw e;
    }
  }

  private void readChunks() {
    while (true) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        await();
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        fail(chunk.getFailure());
        return;
      }
      boolean fits = chunk.remaining() <= maximumBytes - length;
      boolean taken = fits && append(chunk);
      boolean last = chunk.isLast();
      chunk.release();
      if (!fits) {
        refuse(413, tooLarge(maximumBytes));
        return;
      }
      if (!taken) {
        refuse(noMemory());
        return;
      }
      if (last) {
        finish();
        return;
      }
    }
  }

  private boolean append(Content.Chunk chunk) {
    int more = chunk.remaining();
    if (length + more > bytes.length) {
      int capacity = (int) Math.min(maximumBytes, Math.max(length + more, 2L * length));
      if (!memory.take(capacity - taken)) {
        return false;
      }
      taken = capacity;
      bytes = Arrays.copyOf(bytes, capacity);
    }
    chunk.getByteBuffer().get(bytes, length, more);
    length += more;
    return true;
  }

  private void await() {
    if (timeout == null) {
      timeout =
          request
              .getComponents()
              .getScheduler()
              .schedule(
                  () -> request.fail(new TimeoutException("time limit")),
                  Math.max(1, deadlineNanos - System.nanoTime()),
                  TimeUnit.NANOSECONDS);
    }
    request.demand(this);
  }

  private void cancelTimeout() {
    if (timeout != null) {
      timeout.cancel();
    }
  }

  private void finish() {
    cancelTimeout();
    Body body = new Body(bytes, length);
    if (gzip) {
      try {
        body = GzipBody.unpacked(body, maximumBytes, this::take);
      } catch (RefusedException e) {
        refuse(e);
        return;
      }
    }
    try {
      done.accept(body);
    } finally {
      giveBack();
    }
  }

  private void giveBack() {
    memory.giveBack(taken);
    taken = 0;
  }

  private void fail(@Nullable Throwable failure) {
    if (failure instanceof HttpException http) {
      refuse(http.getCode(), Objects.requireNonNullElse(http.getReason(), "broken request"));
    } else if (failure instanceof TimeoutException) {
      refuse(408, "the request's body did not come in time");
    } else {
      refuse(400, "the request's body could not be read: " + failure);
    }
  }

  private void refuse(int status, String message) {
    refuse(new RefusedException(status, message));
  }

  private void refuse(RefusedException refusal) {
    cancelTimeout();
    giveBack();
    refused.accept(refusal);
  }

  private static RefusedException noMemory() {
    return new RefusedException(
        503, "the bodies of other requests take all memory that there is for them");
  }

  static String tooLarge(int maximumBytes) {
    return "expected a body of at most " + maximumBytes + " bytes";
  }

  /** Takes memory for bodies, or refuses. */
  private void take(int more) {
    if (!memory.take(more)) {
      throw noMemory();
    }
    taken += more;
  }
}

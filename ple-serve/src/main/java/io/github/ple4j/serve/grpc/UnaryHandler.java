package io.github.ple4j.serve.grpc;

import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers calls of one method, each in the thread that gRPC gives it, within the limits of all. */
final class UnaryHandler<Q extends Message, A> implements ServerCallHandler<Received<Q>, A> {
  /** What a method does. */
  interface Method<Q, A> {
    /**
     * The answer, or an exception of those that {@link Statuses} knows.
     *
     * @param deadlineNanos by {@link System#nanoTime}; {@link Long#MAX_VALUE}: none
     */
    A answer(Q request, long deadlineNanos);
  }

  private final Method<Q, A> method;
  private final Function<Q, String> model;
  private final CallLimits limits;
  private final GrpcListener listener;

  /** A handler; {@code model} tells the model's name in a request, for the listener. */
  UnaryHandler(
      Method<Q, A> method, Function<Q, String> model, CallLimits limits, GrpcListener listener) {
    this.method = method;
    this.model = model;
    this.limits = limits;
    this.listener = listener;
  }

  @Override
  public ServerCall.Listener<Received<Q>> startCall(
      ServerCall<Received<Q>, A> call, Metadata headers) {
    Exchange exchange = new Exchange(call);
    exchange.start();
    return exchange;
  }

  private final class Exchange extends ServerCall.Listener<Received<Q>> {
    private final ServerCall<Received<Q>, A> call;
    private final long start = System.nanoTime();
    // Whoever is first: the request, or the end of its time.
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();
    private boolean admitted;
    private @Nullable Future<?> patience;
    private @Nullable Received<Q> received;
    private String modelName = "";

    Exchange(ServerCall<Received<Q>, A> call) {
      this.call = call;
    }

    void start() {
      admitted = limits.tryAdmit();
      if (!admitted) {
        begun.set(true);
        close(
            Status.UNAVAILABLE.withDescription(
                "the server answers " + limits.maximumCalls() + " calls at a time, and has them"));
        return;
      }
      patience = limits.afterRequestTime(this::tooLate);
      call.request(2);
    }

    private void tooLate() {
      if (begun.compareAndSet(false, true)) {
        close(
            Status.DEADLINE_EXCEEDED.withDescription(
                "the request did not arrive within " + limits.requestTime().toMillis() + " ms"));
      }
    }

    @Override
    public void onMessage(Received<Q> message) {
      received = message;
    }

    @Override
    public void onHalfClose() {
      if (!begun.compareAndSet(false, true)) {
        return;
      }
      try {
        answer();
      } catch (Error e) {
        // gRPC closes the call, but what it then tells of it may get lost.
        end(Status.Code.UNKNOWN);
        throw e;
      }
    }

    private void answer() {
      Received<Q> request = received;
      received = null;
      if (request == null) {
        close(Status.INVALID_ARGUMENT.withDescription("expected one request, found none"));
        return;
      }
      if (call.isCancelled()) {
        return;
      }
      A answer;
      try {
        Q message = request.get();
        modelName = model.apply(message);
        answer = method.answer(message, deadlineNanos());
      } catch (RuntimeException e) {
        close(Statuses.of(e));
        return;
      }
      if (!call.isCancelled()) {
        call.sendHeaders(new Metadata());
        call.sendMessage(answer);
        close(Status.OK);
      }
    }

    private long deadlineNanos() {
      Deadline deadline = Context.current().getDeadline();
      return deadline == null
          ? Long.MAX_VALUE
          : System.nanoTime() + deadline.timeRemaining(TimeUnit.NANOSECONDS);
    }

    private void close(Status status) {
      if (end(status.getCode())) {
        call.close(status, new Metadata());
      }
    }

    @Override
    public void onCancel() {
      begun.set(true);
      Deadline deadline = Context.current().getDeadline();
      end(
          deadline != null && deadline.isExpired()
              ? Status.Code.DEADLINE_EXCEEDED
              : Status.Code.CANCELLED);
    }

    /** The end of a call that was not closed here, such as one whose request cannot be parsed. */
    @Override
    public void onComplete() {
      begun.set(true);
      end(Status.Code.UNKNOWN);
    }

    private boolean end(Status.Code status) {
      if (!ended.compareAndSet(false, true)) {
        return false;
      }
      if (patience != null) {
        patience.cancel(false);
      }
      if (admitted) {
        limits.leave();
      }
      listener.ended(
          new GrpcCall(
              String.valueOf(call.getMethodDescriptor().getBareMethodName()),
              modelName,
              status,
              String.valueOf(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)),
              System.nanoTime() - start));
      return true;
    }
  }
}

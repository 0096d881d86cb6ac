package io.github.ple4j.serve.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.ple4j.serve.PredictorException;
import io.github.ple4j.serve.ServingException;
import io.github.ple4j.serve.StatusCode;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** Exceptions as gRPC tells of them. */
final class Statuses {
  // A status travels in the trailers, of which a client takes 8 KB, three bytes for one that is not
  // ASCII.
  private static final int LONGEST = 2000;

  private static final System.Logger LOG = System.getLogger(Statuses.class.getName());

  private Statuses() {}

  static Status of(RuntimeException e) {
    if (e instanceof ServingException refused) {
      return of(refused.code(), String.valueOf(refused.getMessage()));
    }
    if (e instanceof PredictorException failed) {
      return of(StatusCode.of(failed.category()), String.valueOf(failed.getMessage()));
    }
    if (e instanceof StatusRuntimeException status) {
      return of(status.getStatus(), String.valueOf(status.getStatus().getDescription()));
    }
    LOG.log(System.Logger.Level.ERROR, "a call failed", e);
    return Status.INTERNAL.withDescription("the server failed; its log says why");
  }

  private static Status of(StatusCode code, String message) {
    return of(Status.fromCodeValue(code.number()), message);
  }

  private static Status of(Status status, String message) {
    return status.withDescription(cut(message));
  }

  /** The beginning of a message that may quote whatever a caller sent. */
  static String cut(String message) {
    if (message.length() <= LONGEST / 3) {
      return message;
    }
    byte[] bytes = message.getBytes(UTF_8);
    if (bytes.length <= LONGEST) {
      return message;
    }
    int end = LONGEST;
    while ((bytes[end] & 0xc0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, UTF_8) + "...";
  }
}

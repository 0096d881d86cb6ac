package io.github.ple4j.serve;

import io.github.ple4j.serve.PredictorException.Category;

/** The codes of answers, with the numbers that gRPC and TensorFlow have for them. */
public enum StatusCode {
  /** All is well. */
  OK(0, 200),
  /** The caller gave up. */
  CANCELLED(1, 499),
  /** Nobody knows. */
  UNKNOWN(2, 500),
  /** The request is wrong, whatever the server's state. */
  INVALID_ARGUMENT(3, 400),
  /** The time was over before the answer. */
  DEADLINE_EXCEEDED(4, 504),
  /** There is no such thing. */
  NOT_FOUND(5, 404),
  /** There is such a thing already. */
  ALREADY_EXISTS(6, 409),
  /** Known, and not allowed. */
  PERMISSION_DENIED(7, 403),
  /** More was asked than is allowed. */
  RESOURCE_EXHAUSTED(8, 429),
  /** The request is wrong for what the model is. */
  FAILED_PRECONDITION(9, 400),
  /** Something else came between. */
  ABORTED(10, 409),
  /** Beyond the end. */
  OUT_OF_RANGE(11, 400),
  /** Not offered. */
  UNIMPLEMENTED(12, 501),
  /** The server's fault. */
  INTERNAL(13, 500),
  /** Not now; another time, or another server. */
  UNAVAILABLE(14, 503),
  /** A model's files are damaged. */
  DATA_LOSS(15, 500),
  /** Who asks has not shown who it is. */
  UNAUTHENTICATED(16, 401);

  private final int number;
  private final int http;

  StatusCode(int number, int http) {
    this.number = number;
    this.http = http;
  }

  /** The number in gRPC, and in {@code tensorflow.error.Code}. */
  public int number() {
    return number;
  }

  /** The status of an HTTP answer. */
  public int http() {
    return http;
  }

  /** The code for what went wrong with a model or a prediction. */
  public static StatusCode of(Category category) {
    return switch (category) {
      case NOT_FOUND -> NOT_FOUND;
      case INVALID_MODEL -> DATA_LOSS;
      case INVALID_ARGUMENT -> INVALID_ARGUMENT;
      case FAILED -> INTERNAL;
      case OVERLOADED, UNAVAILABLE -> UNAVAILABLE;
      case QUOTA_EXCEEDED -> RESOURCE_EXHAUSTED;
      case DEADLINE_EXCEEDED -> DEADLINE_EXCEEDED;
    };
  }
}

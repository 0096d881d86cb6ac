package io.github.ple4j.serve.rest;

import com.google.common.collect.ImmutableMap;

/** A request that HTTP itself refuses. */
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient ImmutableMap<String, String> headers;

  RefusedException(int status, String message) {
    this(status, message, ImmutableMap.of());
  }

  private RefusedException(int status, String message, ImmutableMap<String, String> headers) {
    super(message, null, false, false);
    this.status = status;
    this.headers = headers;
  }

  /** By another method, one of those in a list, it would be taken. */
  static RefusedException notAllowed(int status, String message, String allow) {
    return new RefusedException(status, message, ImmutableMap.of("Allow", allow));
  }

  /** Not by one who has not shown the token. */
  static RefusedException unauthenticated() {
    return new RefusedException(
        401,
        "expected the header Authorization: Bearer with this server's token",
        ImmutableMap.of("WWW-Authenticate", "Bearer"));
  }

  int status() {
    return status;
  }

  ImmutableMap<String, String> headers() {
    return headers;
  }
}

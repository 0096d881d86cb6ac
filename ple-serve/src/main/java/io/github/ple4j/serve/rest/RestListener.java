package io.github.ple4j.serve.rest;

/** Told of requests, for metrics and logs. Called by many threads; must be quick. */
public interface RestListener {
  /** A request was answered, or its client has gone. */
  default void answered(RestExchange exchange) {}

  /** A request was answered with 500 because of a fault in the server. */
  default void failed(RestExchange exchange, Throwable fault) {}
}

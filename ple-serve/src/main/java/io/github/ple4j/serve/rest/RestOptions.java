package io.github.ple4j.serve.rest;

import com.google.common.collect.ImmutableList;
import java.util.Optional;

/**
 * How a server listens, and to whom.
 *
 * @param host name or address to listen at; {@code 0.0.0.0}: at all of the machine's
 * @param port to listen at; 0: any that is free
 * @param threads that answer, at most; a request that waits for its batch holds one
 * @param limits of requests and clients
 * @param tls empty: plain HTTP
 * @param token what each request must bring as {@code Authorization: Bearer TOKEN}, other than
 *     those for the server's health and for {@linkplain RestPages#needsToken open pages}; empty:
 *     nothing
 * @param pages that are served beside the predictions
 * @param listener is told of each request
 */
public record RestOptions(
    String host,
    int port,
    int threads,
    RestLimits limits,
    Optional<RestTls> tls,
    Optional<String> token,
    ImmutableList<RestPages> pages,
    RestListener listener) {
  /** The fewest threads with which a server runs. */
  public static final int MINIMUM_THREADS = 8;

  /** Checks port, threads and token. */
  public RestOptions {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port must be from 0 to 65535: " + port);
    }
    if (threads < MINIMUM_THREADS) {
      throw new IllegalArgumentException(
          "threads must be at least " + MINIMUM_THREADS + ": " + threads);
    }
    if (token.isPresent() && token.get().isBlank()) {
      throw new IllegalArgumentException("a bearer token must not be blank");
    }
  }

  /** Port 8501 of this machine alone, 200 threads, no TLS, no token. */
  public static RestOptions defaults() {
    return new RestOptions(
        "127.0.0.1",
        8501,
        200,
        RestLimits.defaults(),
        Optional.empty(),
        Optional.empty(),
        ImmutableList.of(),
        new RestListener() {});
  }

  /** The same at another host. */
  public RestOptions withHost(String host) {
    return new RestOptions(host, port, threads, limits, tls, token, pages, listener);
  }

  /** The same at another port. */
  public RestOptions withPort(int port) {
    return new RestOptions(host, port, threads, limits, tls, token, pages, listener);
  }

  /** The same with another number of threads. */
  public RestOptions withThreads(int threads) {
    return new RestOptions(host, port, threads, limits, tls, token, pages, listener);
  }

  /** The same with other limits. */
  public RestOptions withLimits(RestLimits limits) {
    return new RestOptions(host, port, threads, limits, tls, token, pages, listener);
  }

  /** The same over TLS. */
  public RestOptions withTls(RestTls tls) {
    return new RestOptions(host, port, threads, limits, Optional.of(tls), token, pages, listener);
  }

  /** The same for those who know a token. */
  public RestOptions withToken(String token) {
    return new RestOptions(host, port, threads, limits, tls, Optional.of(token), pages, listener);
  }

  /** The same with further pages. */
  public RestOptions withPages(RestPages... more) {
    return new RestOptions(
        host,
        port,
        threads,
        limits,
        tls,
        token,
        ImmutableList.<RestPages>builder().addAll(pages).add(more).build(),
        listener);
  }

  /** The same with another listener. */
  public RestOptions withListener(RestListener listener) {
    return new RestOptions(host, port, threads, limits, tls, token, pages, listener);
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "RestOptions[host="
        + host
        + ", port="
        + port
        + ", threads="
        + threads
        + ", limits="
        + limits
        + ", tls="
        + tls
        + ", token="
        + (token.isPresent() ? "yes" : "no")
        + "]";
  }
}

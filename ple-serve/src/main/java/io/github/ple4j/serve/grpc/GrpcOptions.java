package io.github.ple4j.serve.grpc;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * How models are served over gRPC.
 *
 * @param address that the server listens at
 * @param port 0: one that is free
 * @param maximumMessageBytes of a request, and of the tensors that it describes; more is refused
 *     with {@code RESOURCE_EXHAUSTED}, or {@code INVALID_ARGUMENT} for a short text that describes
 *     large tensors
 * @param maximumCalls at one time; one more is refused with {@code UNAVAILABLE}
 * @param maximumCallsPerConnection at one time; a client waits before it sends one more
 * @param requestTime within which a request has to arrive once its call has begun; a call that
 *     takes longer ends with {@code DEADLINE_EXCEEDED}
 * @param keepAliveTime after which a silent connection is asked whether it is still there
 * @param closeTime that calls under way have when the server is closed
 * @param reconfigurable whether callers may change which models are served
 * @param token that callers have to send as {@code authorization: Bearer <token>}; the health of
 *     the server, but not of a model, can be asked for without it
 * @param tls empty: text that anyone on the way can read
 * @param listener is told of every call of a model
 */
public record GrpcOptions(
    InetAddress address,
    int port,
    int maximumMessageBytes,
    int maximumCalls,
    int maximumCallsPerConnection,
    Duration requestTime,
    Duration keepAliveTime,
    Duration closeTime,
    boolean reconfigurable,
    Optional<String> token,
    Optional<GrpcTls> tls,
    GrpcListener listener) {
  /** Checks that limits and times are positive, and the token one that a header can hold. */
  public GrpcOptions {
    if (port < 0 || port > 0xffff) {
      throw new IllegalArgumentException("the port must be between 0 and 65535: " + port);
    }
    requirePositive("the maximum size of a message", maximumMessageBytes);
    requirePositive("the maximum number of calls", maximumCalls);
    requirePositive("the maximum number of calls per connection", maximumCallsPerConnection);
    requirePositive("the time for a request", requestTime);
    requirePositive("the time to keep a connection alive", keepAliveTime);
    if (closeTime.isNegative()) {
      throw new IllegalArgumentException("the time to close must not be negative: " + closeTime);
    }
    if (token.isPresent() && !token.get().matches("[\\x21-\\x7e]+")) {
      throw new IllegalArgumentException("the token must be of printable ASCII without spaces");
    }
  }

  private static void requirePositive(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " must be positive: " + value);
    }
  }

  private static void requirePositive(String what, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(what + " must be positive: " + value);
    }
  }

  /** On the loopback address, port 8500, without token and TLS. */
  public static GrpcOptions defaults() {
    return new GrpcOptions(
        InetAddress.getLoopbackAddress(),
        8500,
        64 << 20,
        1000,
        1000,
        Duration.ofSeconds(30),
        Duration.ofMinutes(2),
        Duration.ofSeconds(30),
        true,
        Optional.empty(),
        Optional.empty(),
        call -> {});
  }

  /** The same at another address. */
  public GrpcOptions withAddress(InetAddress address) {
    return new GrpcOptions(
        address,
        port,
        maximumMessageBytes,
        maximumCalls,
        maximumCallsPerConnection,
        requestTime,
        keepAliveTime,
        closeTime,
        reconfigurable,
        token,
        tls,
        listener);
  }

  /** The same at another port. */
  public GrpcOptions withPort(int port) {
    return new GrpcOptions(
        address,
        port,
        maximumMessageBytes,
        maximumCalls,
        maximumCallsPerConnection,
        requestTime,
        keepAliveTime,
        closeTime,
        reconfigurable,
        token,
        tls,
        listener);
  }

  /** The same with another maximum size of a message. */
  public GrpcOptions withMaximumMessageBytes(int maximumMessageBytes) {
    return new GrpcOptions(
        address,
        port,
        maximumMessageBytes,
        maximumCalls,
        maximumCallsPerConnection,
        requestTime,
        keepAliveTime,
        closeTime,
        reconfigurable,
        token,
        tls,
        listener);
  }

  /** The same with another maximum number of calls. */
  public GrpcOptions withMaximumCalls(int maximumCalls) {
    return new GrpcOptions(
        address,
        port,
        maximumMessageBytes,
        maximumCalls,
        maximumCallsPerConnection,
        requestTime,
        keepAliveTime,
        closeTime,
        reconfigurable,
        token,
        tls,
        listener);
  }

  /** The same with another maximum number of calls per connection. */
  public GrpcOptions withMaximumCallsPerConnection(int maximumCallsPerConnection) {
    return new GrpcOptions(
        address,
        port,
        maximumMessageBytes,
        maximumCalls,
        maximumCallsPerConnection,
        requestTime,
        keepAliveTime,
        closeTime,
        reconfigurable,
        token,
        tls,
        listener);
  }

  /** The same with another time for a request to arrive. */
  public GrpcOptions withRequestTime(Duration requestTime) {
    return new GrpcOptions(
        address,
        port,
        maximumMessageBytes,
        maximumCalls,
        maximumCallsPerConnection,
        requestTime,
        keepAliveTime,
        closeTime,
        reconfigurable,
        token,
        tls,
        listener);
  }

  /** The same with another time to keep a connection alive. */
  public GrpcOptions withKeepAliveTime(Duration keepAliveTime) {
    return new GrpcOptions(
        address,
        port,
        maximumMessageBytes,
        maximumCalls,
        maximumCallsPerConnection,
        requestTime,
        keepAliveTime,
        closeTime,
        reconfigurable,
        token,
        tls,
        listener);
  }

  /** The same with another time to close. */
  public GrpcOptions withCloseTime(Duration closeTime) {
    return new GrpcOptions(
        address,
        port,
        maximumMessageBytes,
        maximumCalls,
        maximumCallsPerConnection,
        requestTime,
        keepAliveTime,
        closeTime,
        reconfigurable,
        token,
        tls,
        listener);
  }

  /** The same with or without changes of the configuration by callers. */
  public GrpcOptions withReconfigurable(boolean reconfigurable) {
    return new GrpcOptions(
        address,
        port,
        maximumMessageBytes,
        maximumCalls,
        maximumCallsPerConnection,
        requestTime,
        keepAliveTime,
        closeTime,
        reconfigurable,
        token,
        tls,
        listener);
  }

  /** The same with a token. */
  public GrpcOptions withToken(String token) {
    return new GrpcOptions(
        address,
        port,
        maximumMessageBytes,
        maximumCalls,
        maximumCallsPerConnection,
        requestTime,
        keepAliveTime,
        closeTime,
        reconfigurable,
        Optional.of(token),
        tls,
        listener);
  }

  /** The same with TLS. */
  public GrpcOptions withTls(GrpcTls tls) {
    return new GrpcOptions(
        address,
        port,
        maximumMessageBytes,
        maximumCalls,
        maximumCallsPerConnection,
        requestTime,
        keepAliveTime,
        closeTime,
        reconfigurable,
        token,
        Optional.of(tls),
        listener);
  }

  /** The same with another listener. */
  public GrpcOptions withListener(GrpcListener listener) {
    return new GrpcOptions(
        address,
        port,
        maximumMessageBytes,
        maximumCalls,
        maximumCallsPerConnection,
        requestTime,
        keepAliveTime,
        closeTime,
        reconfigurable,
        token,
        tls,
        listener);
  }
}

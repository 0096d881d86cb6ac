package io.github.ple4j.serve.rest;

import java.time.Duration;

/**
 * What one request, one client and all of them may take.
 *
 * @param maximumBodyBytes of a request, unpacked if it came packed; more is refused with 413
 * @param maximumNesting of lists and objects in JSON; at most 250
 * @param maximumRows of a request
 * @param maximumHeaderBytes of a request with its URL; more is refused with 431 or 414
 * @param maximumConnections at a time; more wait to be taken
 * @param idleTimeout after which a connection on which nothing comes or goes is closed
 * @param timeLimit for a request: until its headers have come, until its body has come (408), and
 *     until it is answered (504)
 */
public record RestLimits(
    int maximumBodyBytes,
    int maximumNesting,
    int maximumRows,
    int maximumHeaderBytes,
    int maximumConnections,
    Duration idleTimeout,
    Duration timeLimit) {
  /**
   * What {@link #maximumNesting} may be at most, as TensorFlow ends the process at a tensor of more
   * than 254 dimensions.
   */
  public static final int DEEPEST = 250;

  /** Checks that all are positive. */
  public RestLimits {
    checkPositive("maximum body bytes", maximumBodyBytes);
    checkPositive("maximum nesting", maximumNesting);
    checkPositive("maximum rows", maximumRows);
    checkPositive("maximum header bytes", maximumHeaderBytes);
    checkPositive("maximum connections", maximumConnections);
    checkPositive("idle timeout in ms", idleTimeout.toMillis());
    checkPositive("time limit in ms", timeLimit.toMillis());
    if (maximumNesting > DEEPEST) {
      throw new IllegalArgumentException(
          "maximum nesting must be at most " + DEEPEST + ": " + maximumNesting);
    }
  }

  private static void checkPositive(String what, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " must be positive: " + value);
    }
  }

  /**
   * 64 MiB, 100 levels, 100,000 rows, 16 KiB of headers, 1,000 connections, and 30 seconds twice.
   */
  public static RestLimits defaults() {
    return new RestLimits(
        64 << 20, 100, 100_000, 16 << 10, 1_000, Duration.ofSeconds(30), Duration.ofSeconds(30));
  }

  /** The same with another size of bodies. */
  public RestLimits withMaximumBodyBytes(int bytes) {
    return new RestLimits(
        bytes,
        maximumNesting,
        maximumRows,
        maximumHeaderBytes,
        maximumConnections,
        idleTimeout,
        timeLimit);
  }

  /** The same with another depth of JSON. */
  public RestLimits withMaximumNesting(int levels) {
    return new RestLimits(
        maximumBodyBytes,
        levels,
        maximumRows,
        maximumHeaderBytes,
        maximumConnections,
        idleTimeout,
        timeLimit);
  }

  /** The same with another number of rows. */
  public RestLimits withMaximumRows(int rows) {
    return new RestLimits(
        maximumBodyBytes,
        maximumNesting,
        rows,
        maximumHeaderBytes,
        maximumConnections,
        idleTimeout,
        timeLimit);
  }

  /** The same with another size of headers. */
  public RestLimits withMaximumHeaderBytes(int bytes) {
    return new RestLimits(
        maximumBodyBytes,
        maximumNesting,
        maximumRows,
        bytes,
        maximumConnections,
        idleTimeout,
        timeLimit);
  }

  /** The same with another number of connections. */
  public RestLimits withMaximumConnections(int connections) {
    return new RestLimits(
        maximumBodyBytes,
        maximumNesting,
        maximumRows,
        maximumHeaderBytes,
        connections,
        idleTimeout,
        timeLimit);
  }

  /** The same with other times. */
  public RestLimits withTimes(Duration idleTimeout, Duration timeLimit) {
    return new RestLimits(
        maximumBodyBytes,
        maximumNesting,
        maximumRows,
        maximumHeaderBytes,
        maximumConnections,
        idleTimeout,
        timeLimit);
  }
}

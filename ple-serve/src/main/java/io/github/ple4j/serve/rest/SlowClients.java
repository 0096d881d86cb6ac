package io.github.ple4j.serve.rest;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections whose client sends its headers, or shakes hands, byte by byte: the idle
 * timeout does not end these.
 */
final class SlowClients extends AbstractLifeCycle {
  private static final long LONGEST_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ServerConnector connector;
  private final Duration timeLimit;
  private Scheduler.@Nullable Task next;

  SlowClients(ServerConnector connector, Duration timeLimit) {
    this.connector = connector;
    this.timeLimit = timeLimit;
  }

  @Override
  protected void doStart() {
    schedule();
  }

  @Override
  protected synchronized void doStop() {
    if (next != null) {
      next.cancel();
    }
  }

  private synchronized void schedule() {
    next =
        connector
            .getScheduler()
            .schedule(
                this::look,
                Math.min(LONGEST_INTERVAL_NANOS, timeLimit.toNanos()),
                TimeUnit.NANOSECONDS);
  }

  private void look() {
    for (EndPoint endPoint : connector.getConnectedEndPoints()) {
      if (isSlow(endPoint)) {
        endPoint.close();
      }
    }
    if (isRunning()) {
      schedule();
    }
  }

  private boolean isSlow(EndPoint endPoint) {
    Connection connection = endPoint.getConnection();
    if (connection instanceof SslConnection tls) {
      HandshakeStatus handshake = tls.getSSLEngine().getHandshakeStatus();
      return handshake == HandshakeStatus.NOT_HANDSHAKING
          ? Optional.ofNullable(tls.getSslEndPoint()).map(this::isSlow).orElse(false)
          : System.currentTimeMillis() - endPoint.getCreatedTimeStamp() > timeLimit.toMillis();
    }
    if (connection instanceof HttpConnection http) {
      HttpParser parser = http.getParser();
      return parser.inHeaderState()
          && !parser.isState(HttpParser.State.START)
          && System.nanoTime() - parser.getBeginNanoTime() > timeLimit.toNanos();
    }
    return false;
  }
}

package io.github.ple4j.serve.rest;

import io.github.ple4j.serve.Models;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Predictions over HTTP, as TensorFlow Serving's REST interface and KServe's version 2 have them:
 *
 * <pre>{@code
 * try (Models models = Models.open(configuration, ModelsOptions.defaults());
 *     RestServer server = RestServer.start(models, RestOptions.defaults())) {
 *   ...
 * }
 * }</pre>
 *
 * <p>Errors are {@code {"error": "..."}} with the status that the protocol has for them.
 * Thread-safe.
 */
public final class RestServer implements AutoCloseable {
  // What a last answer may take to be sent.
  private static final Duration LEEWAY = Duration.ofSeconds(5);

  private final Server server;
  private final ServerConnector connector;

  private RestServer(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /**
   * Begins to listen.
   *
   * @param models that are asked; they stay open when the server is closed
   * @throws IOException if the address cannot be had, or a certificate or key cannot be read
   */
  public static RestServer start(Models models, RestOptions options) throws IOException {
    RestLimits limits = options.limits();
    QueuedThreadPool threads = new QueuedThreadPool(options.threads());
    threads.setName("rest");
    Server server = new Server(threads);
    ServerConnector connector = new ServerConnector(server, 1, -1, factories(options));
    connector.setHost(options.host());
    connector.setPort(options.port());
    connector.setIdleTimeout(limits.idleTimeout().toMillis());
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(limits.maximumConnections(), connector));
    server.addBean(new SlowClients(connector, limits.timeLimit()));
    RestApi api = new RestApi(models, limits, options.pages());
    server.setHandler(new GracefulHandler(new RestHandler(api, options)));
    server.setErrorHandler(new JsonErrorHandler(api, options.listener()));
    server.setStopTimeout(limits.timeLimit().plus(LEEWAY).toMillis());
    RestServer rest = new RestServer(server, connector);
    try {
      server.start();
      return rest;
    } catch (IOException e) {
      rest.close();
      throw new IOException(
          "cannot listen at "
              + options.host()
              + ":"
              + options.port()
              + ": "
              + (e.getCause() == null ? e : e.getCause()).getMessage(),
          e);
    } catch (RuntimeException e) {
      rest.close();
      throw e;
    } catch (Exception e) {
      rest.close();
      throw new IOException("cannot start the HTTP server: " + e.getMessage(), e);
    }
  }

  private static ConnectionFactory[] factories(RestOptions options) throws IOException {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setRequestHeaderSize(options.limits().maximumHeaderBytes());
    HttpConnectionFactory http = new HttpConnectionFactory(configuration);
    if (options.tls().isEmpty()) {
      return new ConnectionFactory[] {http};
    }
    // Any name or address by which the server is reached will do.
    configuration.addCustomizer(new SecureRequestCustomizer(false));
    String password = UUID.randomUUID().toString();
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setKeyStore(PemFiles.keyStore(options.tls().get(), password.toCharArray()));
    tls.setKeyStorePassword(password);
    tls.setKeyManagerPassword(password);
    return new ConnectionFactory[] {new SslConnectionFactory(tls, http.getProtocol()), http};
  }

  /** The port at which it listens. */
  public int port() {
    return connector.getLocalPort();
  }

  /**
   * Takes no more connections and requests, answers those it took, for at most the time limit, and
   * ends. Closing again does nothing.
   */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new InterruptedIOException("interrupted in closing"));
    } catch (TimeoutException e) {
      // Some client did not take its answer in time; all has ended by now.
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP server did not end: " + e.getMessage(), e);
    }
  }
}

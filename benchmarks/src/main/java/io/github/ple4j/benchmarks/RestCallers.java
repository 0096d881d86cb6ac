package io.github.ple4j.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Callers that ask for the same prediction over REST, each over a connection of its own. */
final class RestCallers implements Callers {
  /**
   * A prediction to ask for.
   *
   * @param uri with the model and {@code :predict}
   * @param body in JSON
   */
  record Request(URI uri, String body) implements Service {
    @Override
    public RestCallers open(int callers) throws IOException {
      return RestCallers.connect(uri, body, callers);
    }
  }

  private static final int OK = 200;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;

  private final byte[] request;
  private final URI uri;
  private final List<HttpConnection> connections = new ArrayList<>();
  private final LongAdder tooMany = new LongAdder();
  private final LongAdder unavailable = new LongAdder();

  private RestCallers(URI uri, String body) {
    this.uri = uri;
    request = HttpConnection.post(uri, body);
  }

  private static RestCallers connect(URI uri, String body, int count) throws IOException {
    RestCallers callers = new RestCallers(uri, body);
    try {
      for (int i = 0; i < count; i++) {
        callers.connections.add(HttpConnection.open(uri));
      }
      HttpConnection.Answer first = callers.connections.get(0).send(callers.request);
      if (first.status() != OK) {
        throw first.failure(uri.toString());
      }
      return callers;
    } catch (IOException | RuntimeException e) {
      callers.close();
      throw e;
    }
  }

  @Override
  public boolean send(int caller) throws IOException {
    HttpConnection.Answer answer = connections.get(caller).send(request);
    switch (answer.status()) {
      case OK -> {
        return true;
      }
      case TOO_MANY_REQUESTS -> tooMany.increment();
      case UNAVAILABLE -> unavailable.increment();
      default -> throw answer.failure(uri.toString());
    }
    return false;
  }

  /** Refused with 429: more requests at a time than the model's limit. */
  long tooMany() {
    return tooMany.sum();
  }

  /** Refused with 503: the queue was full. */
  long unavailable() {
    return unavailable.sum();
  }

  @Override
  public void close() throws IOException {
    for (HttpConnection connection : connections) {
      connection.close();
    }
  }
}

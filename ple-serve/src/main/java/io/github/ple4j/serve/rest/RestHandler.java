package io.github.ple4j.serve.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Takes Jetty's requests to the API, and its answers back. */
final class RestHandler extends Handler.Abstract {
  private static final String BEARER = "Bearer ";

  private final RestApi api;
  private final RestLimits limits;
  private final BodyMemory memory;
  private final RestListener listener;
  private final Optional<byte[]> token;

  RestHandler(RestApi api, RestOptions options) {
    this.api = api;
    limits = options.limits();
    memory = BodyMemory.of(limits);
    listener = options.listener();
    token = options.token().map(text -> text.getBytes(UTF_8));
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Exchange exchange = new Exchange(request, response, callback);
    try {
      exchange.handle();
    } catch (RuntimeException e) {
      exchange.fail(e);
    }
    return true;
  }

  private boolean hasToken(Request request) {
    if (token.isEmpty()) {
      return true;
    }
    String given =
        Objects.requireNonNullElse(request.getHeaders().get(HttpHeader.AUTHORIZATION), "");
    return given.regionMatches(true, 0, BEARER, 0, BEARER.length())
        && MessageDigest.isEqual(
            token.get(), given.substring(BEARER.length()).trim().getBytes(UTF_8));
  }

  /** A request with its answer. */
  private final class Exchange {
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final String path;
    private final Trace trace = new Trace();
    private long bytesIn;

    Exchange(Request request, Response response, Callback callback) {
      this.request = request;
      this.response = response;
      this.callback = callback;
      path = Objects.requireNonNullElse(request.getHttpURI().getPath(), "");
    }

    void handle() {
      Optional<Route> found = Optional.empty();
      RuntimeException problem = RefusedException.unauthenticated();
      try {
        found = Optional.of(Route.of(request.getMethod(), path));
      } catch (RuntimeException e) {
        problem = hasToken(request) ? e : problem;
      }
      if (found.isEmpty() || !(api.isOpen(found.get(), path) || hasToken(request))) {
        throw problem;
      }
      Route route = found.get();
      trace.entered(route);
      long deadlineNanos = request.getBeginNanoTime() + limits.timeLimit().toNanos();
      if (!route.api().isPost()) {
        answer(route, Body.of(new byte[0]), deadlineNanos);
        return;
      }
      new BodyReader(
              request,
              limits.maximumBodyBytes(),
              memory,
              deadlineNanos,
              body -> {
                bytesIn = body.length();
                answer(route, body, deadlineNanos);
              },
              this::fail)
          .read();
    }

    private void answer(Route route, Body body, long deadlineNanos) {
      Answer answer;
      try {
        answer = api.answer(route, request.getMethod(), path, body, deadlineNanos, trace);
      } catch (RuntimeException e) {
        fail(e);
        return;
      }
      write(answer);
    }

    void fail(RuntimeException e) {
      Answer answer = api.error(e);
      if (!RestApi.isExpected(e)) {
        listener.failed(exchange(answer.status(), answer.length()), e);
      }
      write(answer);
    }

    private void write(Answer answer) {
      response.setStatus(answer.status());
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.length());
      answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
      if (answer.status() == 408 || answer.status() == 413) {
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
      }
      response.write(
          true,
          ByteBuffer.wrap(answer.bytes(), 0, answer.length()),
          Callback.from(
              () -> {
                listener.answered(exchange(answer.status(), answer.length()));
                callback.succeeded();
              },
              failure -> {
                listener.answered(exchange(answer.status(), 0));
                callback.failed(failure);
              }));
    }

    private RestExchange exchange(int status, long bytesOut) {
      return new RestExchange(
          Request.getRemoteAddr(request),
          request.getMethod(),
          path,
          trace.entryPoint(),
          trace.model(),
          trace.version(),
          trace.signature(),
          status,
          bytesIn,
          bytesOut,
          System.nanoTime() - request.getBeginNanoTime());
    }
  }
}

package io.github.ple4j.serve.rest;

import io.github.ple4j.serve.rest.RestExchange.EntryPoint;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.OptionalLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** What Jetty itself refuses, in the form of all other errors. */
final class JsonErrorHandler extends ErrorHandler {
  private final RestApi api;
  private final RestListener listener;

  JsonErrorHandler(RestApi api, RestListener listener) {
    this.api = api;
    this.listener = listener;
  }

  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    Answer answer = api.error(code, text(code, message));
    RestExchange exchange = exchange(request, answer);
    if (code >= 500 && cause != null) {
      listener.failed(exchange, cause);
    }
    listener.answered(exchange);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Answer.JSON);
    response.write(true, ByteBuffer.wrap(answer.bytes(), 0, answer.length()), callback);
  }

  private static RestExchange exchange(Request request, Answer answer) {
    return new RestExchange(
        Request.getRemoteAddr(request),
        request.getMethod(),
        Objects.requireNonNullElse(request.getHttpURI().getPath(), ""),
        EntryPoint.NONE,
        "",
        OptionalLong.empty(),
        "",
        answer.status(),
        0,
        answer.length(),
        System.nanoTime() - request.getBeginNanoTime());
  }

  private static String text(int status, @Nullable String reason) {
    String standard = HttpStatus.getMessage(status);
    return reason == null || reason.isBlank() || reason.equals(standard)
        ? standard
        : standard + ": " + reason;
  }
}

package io.github.ple4j.datasets;

import com.google.common.base.Throwables;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Fetches a file over HTTP.
 *
 * @param patience how long the server may be silent, at any point
 */
record HttpDownload(Duration patience) {

  private static final long POLL_MILLISECONDS = 100;

  /**
   * Writes the body of {@code source} to {@code target}, which must not exist.
   *
   * @throws DataException if it does not arrive completely; {@code target} may then be half-written
   */
  void download(URI source, Path target, ProgressListener listener) {
    HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(patience)
            .build();
    HttpRequest request = HttpRequest.newBuilder(source).timeout(patience).build();
    Counter counter = new Counter();
    CompletableFuture<HttpResponse<Path>> exchange =
        client.sendAsync(request, response -> subscriber(response, target, counter));
    try {
      HttpResponse<Path> response = await(exchange, counter, listener, source);
      if (response.statusCode() != 200) {
        throw new DataException(
            "%s: expected status 200 from %s, found %s; %s"
                .formatted(source, source.getHost(), response.statusCode(), remedy()));
      }
      listener.progress(counter.bytes.get(), counter.total);
    } catch (ExecutionException e) {
      Throwable cause = Throwables.getRootCause(e);
      throw new DataException(
          "%s: expected a complete answer from %s, found: %s after %s bytes; %s"
              .formatted(source, source.getHost(), describe(cause), counter.bytes.get(), remedy()),
          cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException(source + ": download was interrupted", e);
    } finally {
      exchange.cancel(true);
    }
  }

  private HttpResponse<Path> await(
      CompletableFuture<HttpResponse<Path>> exchange,
      Counter counter,
      ProgressListener listener,
      URI source)
      throws ExecutionException, InterruptedException {
    long last = 0;
    long since = System.nanoTime();
    while (true) {
      try {
        return exchange.get(POLL_MILLISECONDS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        long bytes = counter.bytes.get();
        if (bytes != last) {
          last = bytes;
          since = System.nanoTime();
          listener.progress(bytes, counter.total);
        } else if (System.nanoTime() - since > patience.toNanos()) {
          throw new DataException(
              "%s: expected more from %s, found silence for %s after %s bytes; %s"
                  .formatted(source, source.getHost(), patience, bytes, remedy()),
              e);
        }
      }
    }
  }

  private static BodySubscriber<Path> subscriber(
      HttpResponse.ResponseInfo response, Path target, Counter counter) {
    if (response.statusCode() != 200) {
      return BodySubscribers.replacing(target);
    }
    counter.total = response.headers().firstValueAsLong("Content-Length");
    return new Counting(BodySubscribers.ofFile(target), counter);
  }

  private static String describe(Throwable cause) {
    // The client's message for a refused connection or an unknown host is null.
    return cause instanceof ConnectException && cause.getMessage() == null
        ? "no connection"
        : cause.toString();
  }

  private static String remedy() {
    return "check the network, or get the files by hand and name their directory";
  }

  private static final class Counter {
    private final AtomicLong bytes = new AtomicLong();
    private volatile OptionalLong total = OptionalLong.empty();
  }

  /** Counts the bytes on their way to another subscriber. */
  private record Counting(BodySubscriber<Path> next, Counter counter)
      implements BodySubscriber<Path> {

    @Override
    public CompletionStage<Path> getBody() {
      return next.getBody();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      next.onSubscribe(subscription);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      long arrived = buffers.stream().mapToLong(ByteBuffer::remaining).sum();
      next.onNext(buffers);
      counter.bytes.addAndGet(arrived);
    }

    @Override
    public void onError(Throwable failure) {
      next.onError(failure);
    }

    @Override
    public void onComplete() {
      next.onComplete();
    }
  }
}

package io.github.ple4j.serve.rest;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import io.github.ple4j.serve.ModelConfiguration;
import io.github.ple4j.serve.Models;
import io.github.ple4j.serve.ModelsConfiguration;
import io.github.ple4j.serve.ModelsOptions;
import io.github.ple4j.serve.ProtocolModels;
import io.github.ple4j.serve.VersionPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;

/** A server with models, and a client of it. */
final class RestFixture implements AutoCloseable {
  private static final Duration TIME = Duration.ofSeconds(60);

  private final Models models;
  private final RestServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  private RestFixture(Models models, RestServer server) {
    this.models = models;
    this.server = server;
  }

  /** An answer. */
  record Answered(int status, String body, HttpResponse<String> response) {}

  /** The models half_plus_two (versions 1 and 2; 1 is stable), sensors and echo. */
  static Models models(Path directory) {
    ProtocolModels.halfPlusTwo(directory.resolve("half_plus_two/1"));
    ProtocolModels.halfPlusTwo(directory.resolve("half_plus_two/2"));
    ProtocolModels.sensors(directory.resolve("sensors/1"));
    ProtocolModels.echo(directory.resolve("echo/1"));
    Models models =
        Models.open(
            new ModelsConfiguration(
                ImmutableList.of(
                    new ModelConfiguration(
                        "half_plus_two",
                        directory.resolve("half_plus_two"),
                        new VersionPolicy.All(),
                        ImmutableSortedMap.of("stable", 1L)),
                    ModelConfiguration.of("sensors", directory.resolve("sensors")),
                    ModelConfiguration.of("echo", directory.resolve("echo")))),
            ModelsOptions.defaults());
    try {
      if (!models.awaitLoaded(TIME) || !models.isReady()) {
        throw new IllegalStateException("the models were not loaded");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return models;
  }

  static RestFixture open(Path directory, RestOptions options) throws IOException {
    Models models = models(directory);
    return new RestFixture(models, RestServer.start(models, options.withPort(0)));
  }

  static RestFixture open(Path directory) throws IOException {
    return open(directory, RestOptions.defaults());
  }

  int port() {
    return server.port();
  }

  RestServer server() {
    return server;
  }

  Models models() {
    return models;
  }

  Answered get(String path) {
    return send(request(path).GET());
  }

  Answered post(String path, String body) {
    return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path)).timeout(TIME);
  }

  Answered send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answered(response.statusCode(), response.body(), response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.close();
    models.close();
  }
}

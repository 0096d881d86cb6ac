package io.github.ple4j.serve.server;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** A server in this JVM, as its flags say, at ports that are free. */
final class StartedServer implements AutoCloseable {
  private final HttpClient client = HttpClient.newHttpClient();
  private final StringWriter err = new StringWriter();
  private final ModelServer server;

  private StartedServer(List<String> flags) {
    ServeCommand command = new ServeCommand();
    new CommandLine(command)
        .setErr(new PrintWriter(err, true))
        .parseArgs(ServeCommand.flags(flags.toArray(new String[0])));
    server = command.start();
  }

  /** Returns when the models are loaded, or have failed. */
  static StartedServer with(String... flags) throws InterruptedException {
    List<String> all = new ArrayList<>(List.of("--port=auto", "--rest_api_port=auto"));
    all.addAll(List.of(flags));
    StartedServer started = new StartedServer(all);
    started.server.awaitLoaded();
    return started;
  }

  String url() {
    return "http://127.0.0.1:" + server.restPort().orElseThrow();
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(url() + path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  String printed() {
    return err.toString();
  }

  @Override
  public void close() {
    server.close();
  }
}

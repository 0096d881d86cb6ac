package io.github.ple4j.serve.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A page in headless Chromium, which is asked and driven over its debugging protocol. */
final class Browser implements AutoCloseable {
  private static final Pattern SOCKET =
      Pattern.compile(
          "\"type\": \"page\",.*?\"webSocketDebuggerUrl\": \"([^\"]+)\"", Pattern.DOTALL);
  private static final Pattern VALUE = Pattern.compile("\"value\":\"((?:[^\"\\\\]|\\\\.)*)\"");

  private final Process process;
  private final WebSocket socket;
  private final LinkedBlockingQueue<String> messages = new LinkedBlockingQueue<>();
  private int asked;

  private Browser(Process process, URI page) throws Exception {
    this.process = process;
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(page, new Collector(messages))
            .get(30, TimeUnit.SECONDS);
  }

  /** Skips the test where there is no Chromium. */
  static Browser open(String url, Path profile, String... options) throws Exception {
    Optional<Path> program = program();
    Assumptions.assumeTrue(program.isPresent(), "no Chromium or Chrome on PATH");
    List<String> line =
        new ArrayList<>(
            List.of(
                program.get().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile));
    line.addAll(List.of(options));
    line.add(url);
    Process process =
        new ProcessBuilder(line)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      Browser browser = new Browser(process, page(profile.resolve("DevToolsActivePort")));
      browser.await("location.protocol !== 'about:' && document.readyState === 'complete'");
      return browser;
    } catch (Exception | AssertionError e) {
      end(process);
      throw e;
    }
  }

  private static URI page(Path portFile) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < end) {
      if (Files.exists(portFile) && Files.readAllLines(portFile).size() > 1) {
        String port = Files.readAllLines(portFile).get(0);
        String list =
            HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                        .build(),
                    HttpResponse.BodyHandlers.ofString())
                .body();
        Matcher matcher = SOCKET.matcher(list);
        if (matcher.find()) {
          return URI.create(matcher.group(1));
        }
      }
      Thread.sleep(100);
    }
    throw new AssertionError("the browser has opened no page");
  }

  private static Optional<Path> program() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Arrays.stream(path.split(File.pathSeparator))
        .filter(directory -> !directory.isEmpty())
        .flatMap(
            directory ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(name -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** What an expression is in the page, as text. */
  String ask(String expression) throws Exception {
    String answer =
        call("Runtime.evaluate", "{\"expression\":" + quoted("String(" + expression + ")") + "}");
    Matcher value = VALUE.matcher(answer);
    assertThat(value.find()).as(answer).isTrue();
    return unquoted(value.group(1));
  }

  /** Waits until an expression is true in the page. */
  void await(String expression) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!ask(expression).equals("true")) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "not so in a minute: " + expression + "\n" + ask("document.body.innerText"));
      }
      Thread.sleep(100);
    }
  }

  private String call(String method, String parameters) throws Exception {
    int id = ++asked;
    socket
        .sendText(
            "{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + parameters + "}", true)
        .get(30, TimeUnit.SECONDS);
    while (true) {
      String message = messages.poll(30, TimeUnit.SECONDS);
      assertThat(message).as("answer to " + method).isNotNull();
      if (message.contains("\"id\":" + id + ",")) {
        return message;
      }
    }
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  private static String unquoted(String text) {
    return text.replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\");
  }

  @Override
  public void close() throws IOException {
    socket.abort();
    end(process);
  }

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }

  private static final class Collector implements WebSocket.Listener {
    private final LinkedBlockingQueue<String> messages;
    private final StringBuilder text = new StringBuilder();

    Collector(LinkedBlockingQueue<String> messages) {
      this.messages = messages;
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        messages.add(text.toString());
        text.setLength(0);
      }
      webSocket.request(1);
      return CompletableFuture.completedStage("");
    }
  }
}

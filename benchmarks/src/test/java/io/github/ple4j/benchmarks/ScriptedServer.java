package io.github.ple4j.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;

/** Sends given texts for requests, one connection at a time; the empty text closes it. */
final class ScriptedServer implements AutoCloseable {
  private final ServerSocket socket;
  private final IntFunction<String> answers;
  private final Queue<String> requests = new ConcurrentLinkedQueue<>();

  private ScriptedServer(IntFunction<String> answers) throws IOException {
    this.answers = answers;
    socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
  }

  static ScriptedServer answering(String... answers) throws IOException {
    Queue<String> left = new ArrayDeque<>(List.of(answers));
    return answering(number -> left.remove());
  }

  /** By the number of the request on its connection, from 0 on. */
  static ScriptedServer answering(IntFunction<String> answers) throws IOException {
    ScriptedServer server = new ScriptedServer(answers);
    Thread thread = new Thread(server::serve, "scripted server");
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  static String answer(int status, String body) {
    return "HTTP/1.1 "
        + status
        + " Text\r\ncontent-length: "
        + body.getBytes(UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/v1/models/m:predict");
  }

  /** Line and body of those that came. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  private void serve() {
    try {
      while (true) {
        try (Socket connection = socket.accept()) {
          serve(connection);
        }
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private void serve(Socket connection) throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8));
    String first;
    for (int number = 0; (first = in.readLine()) != null; number++) {
      int length = 0;
      for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
        String lower = line.toLowerCase(Locale.ROOT);
        if (lower.startsWith("content-length:")) {
          length = Integer.parseInt(lower.substring("content-length:".length()).trim());
        }
      }
      char[] body = new char[length];
      for (int read = 0; read < length; ) {
        read += in.read(body, read, length - read);
      }
      requests.add(first + " " + new String(body));
      String answer = answers.apply(number);
      connection.getOutputStream().write(answer.getBytes(UTF_8));
      if (answer.isEmpty() || answer.contains("Connection: close")) {
        return;
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

package io.github.ple4j.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.EvictingQueue;
import io.github.ple4j.serve.server.ServeCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code ple-serve} in a process of its own, at ports that are free: its memory and its collector
 * are not those of the callers.
 */
final class ServerProcess implements AutoCloseable {
  /** The name of its one model. */
  static final String MODEL = "measured";

  private static final int LINES_KEPT = 20;
  private static final long SECONDS_TO_END = 60;
  private static final Pattern REST = Pattern.compile("REST at (http://\\S+?)v1/models,.*");
  private static final Pattern GRPC = Pattern.compile("gRPC at (\\S+)");

  private final Process process;
  private final BufferedReader output;
  private final Queue<String> last = EvictingQueue.create(LINES_KEPT);
  private String rest = "";
  private String grpc = "";

  private ServerProcess(Process process) {
    this.process = process;
    output = process.inputReader(UTF_8);
  }

  /**
   * Returns when the model is loaded.
   *
   * @param base the directory of its versions
   * @param heap of the server at most, as {@code -Xmx} has it
   * @param flags more of {@code ple-serve}'s
   */
  static ServerProcess start(Path base, String heap, List<String> flags) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + heap);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), ServeCommand.class.getName()));
    command.addAll(List.of("--model_name=" + MODEL, "--model_base_path=" + base));
    command.addAll(List.of("--port=auto", "--rest_api_port=auto"));
    command.addAll(flags);
    ServerProcess server =
        new ServerProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
    try {
      server.awaitReady();
      return server;
    } catch (IOException | RuntimeException e) {
      server.end();
      throw e;
    }
  }

  private void awaitReady() throws IOException {
    String line;
    while ((line = output.readLine()) != null) {
      last.add(line);
      Matcher address = REST.matcher(line);
      if (address.matches()) {
        rest = address.group(1);
      }
      address = GRPC.matcher(line);
      if (address.matches()) {
        grpc = address.group(1);
      }
      if (line.startsWith("ready after ")) {
        // A pipe that nobody reads would hold the server up.
        Thread thread = new Thread(this::readOn, "output of the server");
        thread.setDaemon(true);
        thread.start();
        return;
      }
      if (line.startsWith("not ready: ")) {
        break;
      }
    }
    throw new IOException("ple-serve: expected it to be ready, found\n" + String.join("\n", last));
  }

  private void readOn() {
    try {
      output.lines().forEach(line -> {});
    } catch (UncheckedIOException e) {
      // The process has ended.
    }
  }

  /** Where its model is asked over REST. */
  URI predict() {
    return URI.create(rest + "v1/models/" + MODEL + ":predict");
  }

  /** Host and port of gRPC. */
  String grpc() {
    return grpc;
  }

  /** Ends it as an operator does, by SIGTERM. */
  @Override
  public void close() throws IOException {
    int status = end();
    if (status != 0) {
      throw new IOException("ple-serve: expected status 0 after SIGTERM, found " + status);
    }
  }

  private int end() throws IOException {
    process.destroy();
    try {
      if (process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        return process.exitValue();
      }
      process.destroyForcibly();
      throw new IOException("ple-serve: expected its end after SIGTERM, found that it runs on");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw new InterruptedIOException("interrupted while ple-serve ended");
    }
  }
}

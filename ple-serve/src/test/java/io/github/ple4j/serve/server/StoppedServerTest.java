package io.github.ple4j.serve.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import io.github.ple4j.serve.TestModels;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The command as it is started and stopped by others. */
@Timeout(180)
@DisabledOnOs(OS.WINDOWS)
class StoppedServerTest {
  private static final Map.Entry<String, String> WITHOUT_ONE_DNN =
      Map.entry("TF_ENABLE_ONEDNN_OPTS", "0");

  @TempDir Path directory;

  @Test
  void aSignalEndsTheServerInOrder() throws Exception {
    TestModels.ranking(directory.resolve("people/1"));
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path")));
    line.add(ServeCommand.class.getName());
    line.addAll(List.of("--port=auto", "--rest-api-port=auto"));
    line.add("--model-base-path=" + directory.resolve("people"));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.endsWith("_OPTIONS"));
    builder.environment().remove(WITHOUT_ONE_DNN.getKey());
    Process server = builder.start();
    try (BufferedReader output = server.inputReader(UTF_8)) {
      List<String> printed = new ArrayList<>();
      while (printed.stream().noneMatch(text -> text.startsWith("ready after "))) {
        String next = output.readLine();
        assertThat(next).as(printed.toString()).isNotNull();
        printed.add(next);
      }
      assertThat(printed)
          .anyMatch(text -> text.startsWith("status page at http://127.0.0.1:"))
          .anyMatch(text -> text.startsWith("gRPC at 127.0.0.1:"));
      ProcessHandle child = server.children().findFirst().orElseThrow();
      Path environment = Path.of("/proc", Long.toString(child.pid()), "environ");
      if (Files.isReadable(environment)) { // on Linux
        assertThat(Splitter.on('\0').split(Files.readString(environment)))
            .contains(WITHOUT_ONE_DNN.toString());
      }

      server.toHandle().destroy(); // not the process, which would close its output

      assertThat(output.lines().toList())
          .contains("default version 1 is unloaded")
          .endsWith("ended");
      assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(server.exitValue()).isZero();
    } finally {
      server.descendants().forEach(ProcessHandle::destroyForcibly);
      server.destroyForcibly();
    }
  }
}

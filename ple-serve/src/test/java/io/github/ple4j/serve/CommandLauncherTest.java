package io.github.ple4j.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CommandLauncherTest {
  private static final String CACHE = "org.bytedeco.javacpp.cachedir";
  private static final String LIBRARY_PATH = "LD_LIBRARY_PATH";
  private static final String PLATFORM = "linux-x86_64";

  @TempDir Path directory;

  private final Probe probe = new Probe();
  private final List<ProcessHandle> started = new ArrayList<>();

  @BeforeEach
  void keepTheUsersCacheOut() {
    probe.environment.put("XDG_CACHE_HOME", directory.resolve("cache").toString());
    probe.environment.put("LC_ALL", "C.UTF-8");
  }

  @AfterEach
  void endWhatIsLeft() {
    started.forEach(ProcessHandle::destroyForcibly);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 42})
  void theExitStatusIsTheCommands(int status) throws Exception {
    assertThat(probe.run("exit", Integer.toString(status))).isEqualTo(new Outcome(status, "", ""));
  }

  @Test
  void argumentsPassUnchanged() throws Exception {
    assumeTrue(File.separatorChar == '/', "Windows has its own rules for quotes");

    Outcome outcome =
        probe.run(
            "arguments", "two words", "", "a \"b\" 'c' \\d", "größe 数据 🦊", "*", "-Dx=y", "$HOME");

    assertThat(outcome.output().lines())
        .containsExactly(
            "[two words]", "[]", "[a \"b\" 'c' \\d]", "[größe 数据 🦊]", "[*]", "[-Dx=y]", "[$HOME]");
  }

  @Test
  void standardStreamsPassThrough() throws Exception {
    probe.input = "first\nsecond";

    assertThat(probe.run("copy")).isEqualTo(new Outcome(0, "first\nsecond", "first\nsecond"));
  }

  @Test
  void aCommandThatThrowsExitsWithOneThoughItsThreadsRun() throws Exception {
    Outcome outcome = probe.run("throw");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.error())
        .startsWith("Exception in thread \"main\" java.lang.IllegalArgumentException: thrown by");
  }

  @Test
  void aJvmThatCannotStartIsOneLine() throws Exception {
    // More than a system passes from process to process, but not too much for a file.
    Path options =
        Files.writeString(directory.resolve("options"), "-Dlong=" + "x".repeat(3_000_000));
    probe.jvmOptions.add("@" + options);

    Outcome outcome = probe.run("exit", "0");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.error().lines())
        .singleElement()
        .asString()
        .startsWith("cannot start the command's JVM: ")
        .contains(Path.of(System.getProperty("java.home"), "bin", "java").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT", "HUP"})
  @DisabledOnOs(OS.WINDOWS)
  void aSignalToTheParentEndsTheChildInOrder(String signal) throws Exception {
    assumeThat(isIgnored(signal)).as("ignored, as HUP under nohup and INT behind &").isFalse();
    Path ended = directory.resolve("ended");
    Process parent = probe.start("wait", ended.toString());
    ProcessHandle child = child(parent);

    signal(signal, parent);

    assertThat(parent.waitFor()).isEqualTo(ProbeCommand.STATUS_AFTER_A_SIGNAL);
    assertThat(ended).hasContent("ended in order");
    assertThat(child.isAlive()).isFalse();
  }

  /** Whether this process was started to ignore a signal, as are those that it starts. */
  private static boolean isIgnored(String signal) throws IOException {
    int number = Map.of("HUP", 1, "INT", 2, "TERM", 15).getOrDefault(signal, 0);
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
            .anyMatch(ignored -> (ignored >> (number - 1) & 1) != 0);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void theStatusOfAChildThatIsKilledIsTheParents() throws Exception {
    Process parent = probe.start("wait", directory.resolve("ended").toString());

    child(parent).destroyForcibly();

    assertThat(parent.waitFor()).isEqualTo(128 + 9);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aKilledParentEndsTheChildInOrder() throws Exception {
    Path ended = directory.resolve("ended");
    Process parent = probe.start("wait", ended.toString());
    ProcessHandle child = child(parent);

    signal("KILL", parent);

    child.onExit().get(60, TimeUnit.SECONDS);
    assertThat(ended).hasContent("ended in order");
  }

  @Test
  void tensorFlowLogsErrorsOnly() throws Exception {
    assertThat(probe.run("environment", "TF_CPP_MIN_LOG_LEVEL").line()).isEqualTo("2");
  }

  @Test
  void theUsersLogLevelWins() throws Exception {
    probe.environment.put("TF_CPP_MIN_LOG_LEVEL", "0");

    assertThat(probe.run("environment", "TF_CPP_MIN_LOG_LEVEL").line()).isEqualTo("0");
  }

  @Test
  void memoryOfLargeTensorsStaysWithTheProcess() throws Exception {
    assertThat(probe.run("environment", "MALLOC_MMAP_MAX_").line()).isEqualTo("0");
    probe.environment.put("MALLOC_MMAP_MAX_", "7");
    assertThat(probe.run("environment", "MALLOC_MMAP_MAX_").line()).isEqualTo("7");
  }

  @Test
  void aCommandThatPredictsIsWithoutOneDnn() throws Exception {
    String variable = "TF_ENABLE_ONEDNN_OPTS";
    String[] predicts = {ProbeCommand.PREDICTS, "environment", variable};
    assertThat(probe.run("environment", variable).line()).isEqualTo("null");
    assertThat(probe.run(predicts).line()).isEqualTo("0");
    assertThat(probe.run(ProbeCommand.PREDICTS, "environment", "MALLOC_MMAP_MAX_").line())
        .isEqualTo("0");
    probe.environment.put(variable, "1");
    assertThat(probe.run(predicts).line()).isEqualTo("1");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aCudaDirectoryIsBeforeTheUsersLibraryPath() throws Exception {
    assertThat(probe.run("environment", LIBRARY_PATH).line()).isEqualTo("null");
    Path cuda = Files.createDirectories(directory.resolve("cache/ple/cuda"));
    assertThat(probe.run("environment", LIBRARY_PATH).line()).isEqualTo(cuda.toString());
    probe.environment.put(LIBRARY_PATH, "");
    assertThat(probe.run("environment", LIBRARY_PATH).line()).isEqualTo(cuda.toString());
    probe.environment.put(LIBRARY_PATH, "/opt/lib:/lib");
    assertThat(probe.run("environment", LIBRARY_PATH).line()).isEqualTo(cuda + ":/opt/lib:/lib");
    probe.environment.put("PLE_CUDA_DIR", directory.toString());
    assertThat(probe.run("environment", LIBRARY_PATH).line())
        .isEqualTo(directory + ":/opt/lib:/lib");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/not/there", "/tmp:/tmp"})
  @EnabledOnOs(OS.LINUX)
  void aCudaDirectoryThatIsNoneIsLeftOut(String variable) throws Exception {
    Files.createDirectories(directory.resolve("cache/ple/cuda"));
    probe.environment.put("PLE_CUDA_DIR", variable);
    assertThat(probe.run("environment", LIBRARY_PATH).line()).isEqualTo("null");
  }

  @Test
  void nativeMemoryIsNotLimited() throws Exception {
    assertThat(probe.run("property", "org.bytedeco.javacpp.maxPhysicalBytes").line())
        .isEqualTo("0");
  }

  @Test
  void theUsersPropertiesWin() throws Exception {
    probe.jvmOptions.add("-Dorg.bytedeco.javacpp.maxPhysicalBytes=8g");

    assertThat(probe.run("property", "org.bytedeco.javacpp.maxPhysicalBytes").line())
        .isEqualTo("8g");
  }

  @Test
  void thereIsNoConsoleWithoutATerminal() throws Exception {
    assertThat(probe.run("terminal").line()).isEqualTo("false");
  }

  @Test
  void jvmOptionsPassUnchanged() throws Exception {
    probe.jvmOptions.addAll(
        List.of("-Xmx123m", "-XX:+UseSerialGC", "-Dtwo=two words", "-ea:io.github.ple4j..."));

    assertThat(probe.run("jvm-options").output().lines()).containsAll(probe.jvmOptions);
  }

  @Test
  @EnabledForJreRange(minVersion = 24)
  void nativeCodeAndUnsafeMemoryAreAllowed() throws Exception {
    assertThat(probe.run("jvm-options").output().lines())
        .contains("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
  }

  @Test
  void aJvmWithADebuggerRunsTheCommandItself() throws Exception {
    String debugger = "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address=0";
    probe.jvmOptions.add(debugger);

    assertThat(probe.run("jvm-options").output().lines()).containsExactly(debugger);
    assertThat(probe.run("property", "org.bytedeco.javacpp.maxPhysicalBytes").line())
        .isEqualTo("0");
    assertThat(probe.run("exit", "42").status()).isEqualTo(42);
  }

  @Test
  void jarsWithTheSameNativesShareOneCache() throws Exception {
    Path one = cache(jar("one.jar", "natives", "one"));
    Path two = cache(jar("two.jar", "natives", "two"));

    assertThat(one).isEqualTo(two).isDirectory();
    assertThat(one.getParent()).isEqualTo(directory.resolve("cache/ple/natives"));
    assertThat(one.getFileName().toString()).matches(PLATFORM + "-[0-9a-f]{8}");
    assertThat(probe.run("property", CACHE + ".nosubdir").line()).isEqualTo("true");
  }

  @Test
  void jarsWithOtherNativesDoNot() throws Exception {
    assertThat(cache(jar("cpu.jar", "natives", "one")))
        .isNotEqualTo(cache(jar("gpu.jar", "others!", "one")));
  }

  @Test
  void theUsersCacheWins() throws Exception {
    probe.jvmOptions.add("-D" + CACHE + "=" + directory);

    assertThat(cache(jar("one.jar", "natives", "one"))).isEqualTo(directory);
    assertThat(probe.run("property", CACHE + ".nosubdir").line()).isEqualTo("null");
  }

  @Test
  void theCacheIsInTheHomeDirectory() throws Exception {
    probe.environment.remove("XDG_CACHE_HOME");
    probe.environment.remove("LOCALAPPDATA");
    probe.jvmOptions.add("-Duser.home=" + directory);

    assertThat(cache(jar("one.jar", "natives", "one")))
        .startsWith(directory.resolve(".cache/ple/natives"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"?", "home"})
  void withoutAHomeTheCacheIsTemporary(String home) throws Exception {
    probe.environment.remove("XDG_CACHE_HOME");
    probe.environment.remove("LOCALAPPDATA");
    Path file = Files.createFile(directory.resolve("home"));
    probe.jvmOptions.add("-Duser.home=" + (home.equals("home") ? file : home));
    probe.jvmOptions.add("-Djava.io.tmpdir=" + directory);
    probe.jvmOptions.add("-Duser.name=somebody");

    assertThat(cache(jar("one.jar", "natives", "one")))
        .startsWith(directory.resolve("ple-somebody/natives"));
  }

  @Test
  void withoutAnyPlaceTheCacheIsJavacppsChoice() throws Exception {
    Path file = Files.createFile(directory.resolve("ple-somebody"));
    probe.environment.put("XDG_CACHE_HOME", file.toString());
    probe.jvmOptions.add("-Djava.io.tmpdir=" + directory);
    probe.jvmOptions.add("-Duser.name=somebody");

    assertThat(cache(jar("one.jar", "natives", "one"))).isEqualTo(Path.of("null"));
  }

  private Path cache(Path jar) throws Exception {
    probe.jvmOptions.add("-Dorg.bytedeco.javacpp.platform=" + PLATFORM);
    probe.classPath = jar + File.pathSeparator + System.getProperty("java.class.path");
    return Path.of(probe.run("property", CACHE).line());
  }

  private Path jar(String name, String natives, String other) throws IOException {
    Path jar = directory.resolve(name);
    String folder = "org/tensorflow/internal/c_api/" + PLATFORM + "/";
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, String> entry :
          Map.of(
                  folder + System.mapLibraryName("jnitensorflow"),
                  "jni",
                  folder + "libtensorflow_cc.so.2",
                  natives,
                  "other.txt",
                  other)
              .entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue().getBytes(UTF_8));
        out.closeEntry();
      }
    }
    return jar;
  }

  private ProcessHandle child(Process parent) throws IOException {
    BufferedReader output = parent.inputReader(UTF_8);
    ProcessHandle child = ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
    assertThat(child.pid()).isNotEqualTo(parent.pid());
    started.add(child);
    return child;
  }

  private static void signal(String name, Process process) throws Exception {
    String pid = Long.toString(process.pid());
    assertThat(new ProcessBuilder("kill", "-" + name, pid).inheritIO().start().waitFor()).isZero();
  }

  private record Outcome(int status, String output, String error) {
    String line() {
      assertThat(this).isEqualTo(new Outcome(0, output, ""));
      return output.strip();
    }
  }

  /** Runs {@link ProbeCommand} as a user does. */
  private final class Probe {
    final Map<String, String> environment = new HashMap<>(System.getenv());
    final List<String> jvmOptions = new ArrayList<>();
    String classPath = System.getProperty("java.class.path");
    String input = "";

    Probe() {
      environment.remove("TF_CPP_MIN_LOG_LEVEL");
      environment.remove("MALLOC_MMAP_MAX_");
      environment.remove("TF_ENABLE_ONEDNN_OPTS");
      environment.remove("PLE_CUDA_DIR");
      environment.remove(LIBRARY_PATH);
      environment.keySet().removeIf(name -> name.toUpperCase(Locale.ROOT).endsWith("_OPTIONS"));
    }

    Process start(String... arguments) throws IOException {
      List<String> line = new ArrayList<>();
      line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      line.addAll(jvmOptions);
      line.addAll(List.of("-cp", classPath, ProbeCommand.class.getName()));
      line.addAll(List.of(arguments));
      Path in = Files.writeString(directory.resolve("input"), input);
      ProcessBuilder builder = new ProcessBuilder(line);
      builder.redirectInput(in.toFile()).redirectError(directory.resolve("error").toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      Process process = builder.start();
      started.add(process.toHandle());
      return process;
    }

    Outcome run(String... arguments) throws Exception {
      Process process = start(arguments);
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      int status = process.waitFor();
      return new Outcome(status, output, Files.readString(directory.resolve("error")));
    }
  }
}

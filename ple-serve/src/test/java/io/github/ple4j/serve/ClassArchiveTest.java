package io.github.ple4j.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.common.collect.ImmutableMap;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ClassArchiveTest {
  private static final String NATIVES = "org/tensorflow/internal/c_api/linux-x86_64/";

  @TempDir Path directory;

  private Path jar() throws IOException {
    Path jar = directory.resolve("ple.jar");
    return Files.exists(jar) ? jar : Files.writeString(jar, "a jar");
  }

  private Optional<ClassArchive> archive(List<String> jvmOptions, String... arguments)
      throws IOException {
    return ClassArchive.of(
        directory, jar().toString(), ClassArchiveTest.class, arguments, jvmOptions);
  }

  private ClassArchive ofTrain() throws IOException {
    return archive(List.of(), "train", "--epochs=1").orElseThrow();
  }

  private static Path written(ClassArchive archive) {
    String option = archive.options().get(2);
    assertThat(option).startsWith("-XX:ArchiveClassesAtExit=");
    return Path.of(option.substring("-XX:ArchiveClassesAtExit=".length()));
  }

  @Test
  void theFirstRunWritesAnArchiveAndTheNextReadsIt() throws IOException {
    ClassArchive first = ofTrain();
    Files.writeString(written(first), "classes");
    first.keep(true);

    assertThat(ofTrain().options().get(2)).isEqualTo("-XX:SharedArchiveFile=" + first.file());
    assertThat(first.file()).hasContent("classes");
    assertThat(archives()).containsExactly(first.file());
  }

  @Test
  void whatAJvmWroteThatASignalEndedIsNotKept() throws IOException {
    ClassArchive archive = ofTrain();
    Files.writeString(written(archive), "half of the cla");
    archive.keep(false);

    assertThat(archives()).isEmpty();
  }

  @Test
  void theArchiveOfAnotherBuildIsNotReadAndGoes() throws IOException {
    ClassArchive old = ofTrain();
    Files.writeString(old.file(), "old classes");
    ClassArchive ofPredict = archive(List.of(), "predict").orElseThrow();
    Files.writeString(ofPredict.file(), "of another command");
    Files.setLastModifiedTime(jar(), FileTime.fromMillis(1_000_000));

    ClassArchive now = ofTrain();
    Files.writeString(written(now), "classes");
    now.keep(true);

    assertThat(archives()).containsExactlyInAnyOrder(now.file(), ofPredict.file());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OpenJDK 64-Bit Server VM | mixed mode, sharing | true",
        "Java HotSpot(TM) 64-Bit Server VM | interpreted mode, sharing | true",
        "OpenJDK 64-Bit Server VM | mixed mode | false",
        "Eclipse OpenJ9 VM | JRE 17 Linux amd64-64-Bit Compressed References, sharing | false",
      })
  void aJvmThatHasNoArchiveOfTheJdkWritesNone(String name, String info, boolean possible) {
    assertThat(ClassArchive.isPossible(name, info)).isEqualTo(possible);
  }

  private List<Path> archives() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> !file.getFileName().toString().endsWith("ple.jar")).toList();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Xshare:off",
        "-XX:SharedArchiveFile=mine.jsa",
        "-XX:ArchiveClassesAtExit=mine.jsa",
        "-XX:SharedClassListFile=mine.list"
      })
  void whoHasAnArchiveOfTheirOwnGetsNoOther(String option) throws IOException {
    assertThat(archive(List.of("-Xmx1g", option), "train")).isEmpty();
  }

  @Test
  void onlyAnExecutableJarsCommandsHaveOne() throws IOException {
    assertThat(archive(List.of())).isEmpty();
    assertThat(archive(List.of(), "--version")).isEmpty();
    assertThat(archive(List.of(), "../train")).isEmpty();
    for (String classPath : List.of(directory.toString(), jar() + File.pathSeparator + jar())) {
      assertThat(
              ClassArchive.of(directory, classPath, getClass(), new String[] {"train"}, List.of()))
          .isEmpty();
    }
  }

  @Test
  void aJvmStartsWithWhatTheFirstRunWrote() throws Exception {
    assumeThat(System.getProperty("os.name")).isEqualTo("Linux");
    assumeThat(System.getProperty("os.arch")).isEqualTo("amd64");
    Path jar = executableJar();

    assertThat(run(jar)).isEqualTo("[two]\n");
    Path cache = directory.resolve("cache/ple/natives");
    List<Path> archives;
    try (Stream<Path> files = Files.walk(cache)) {
      archives = files.filter(Files::isRegularFile).toList();
    }
    assertThat(archives).hasSize(1);
    assertThat(archives.get(0)).isNotEmptyFile().hasExtension("jsa");
    assertThat(run(jar, "-Xlog:class+load:file=" + directory.resolve("loaded")))
        .isEqualTo("[two]\n");
    assertThat(Files.readString(directory.resolve("loaded")))
        .contains(ProbeCommand.class.getName() + " source: shared objects file (top)");
  }

  /** Runs a command of the jar; its standard error must be empty. */
  private String run(Path jar, String... jvmOptions) throws Exception {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of(jvmOptions));
    line.addAll(List.of("-cp", jar.toString(), ProbeCommand.class.getName(), "arguments", "two"));
    ProcessBuilder builder =
        new ProcessBuilder(line).redirectError(directory.resolve("error").toFile());
    builder.environment().put("XDG_CACHE_HOME", directory.resolve("cache").toString());
    builder.environment().keySet().removeIf(name -> name.endsWith("_OPTIONS"));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(Files.readString(directory.resolve("error"))).isEmpty();
    return output;
  }

  /** A jar with this module and something for natives; it names the other jars that it needs. */
  private Path executableJar() throws Exception {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(Attributes.Name.CLASS_PATH, place(ImmutableMap.class).toUri().toString());
    Path jar = directory.resolve("executable.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest)) {
      for (Class<?> of : List.of(CommandLauncher.class, ProbeCommand.class)) {
        Path classes = place(of);
        try (Stream<Path> files = Files.walk(classes)) {
          for (Path each : files.filter(f -> f.toString().endsWith(".class")).toList()) {
            out.putNextEntry(new ZipEntry(classes.relativize(each).toString()));
            out.write(Files.readAllBytes(each));
          }
        }
      }
      out.putNextEntry(new ZipEntry(NATIVES + System.mapLibraryName("jnitensorflow")));
      out.write(1);
    }
    return jar;
  }

  private static Path place(Class<?> of) throws Exception {
    return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}

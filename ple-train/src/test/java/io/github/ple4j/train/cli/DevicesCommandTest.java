package io.github.ple4j.train.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** On this machine, be it with a GPU or without. */
class DevicesCommandTest {
  private static final String CPU = "cpu +/job:localhost/replica:0/task:0/device:CPU:0 +-";

  @TempDir Path temporary;

  @Test
  void theCpuIsListedByItsOption() {
    CommandRun devices = CommandRun.of("devices");

    assertThat(devices.err()).isEmpty();
    assertThat(devices.status()).isZero();
    assertThat(devices.out().lines().limit(2))
        .satisfiesExactly(
            header -> assertThat(header).matches("--device +TensorFlow's name +memory"),
            cpu -> assertThat(cpu).matches(CPU));
    assertThat(devices.out()).doesNotContain("libcudart");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void everyLibraryIsExplained() {
    CommandRun devices = CommandRun.of("devices", "--explain");

    assertThat(devices.status()).isZero();
    assertThat(devices.out().lines().map(line -> line.replaceFirst(" .*", "")))
        .containsSubsequence(CudaLibrary.ALL.stream().map(CudaLibrary::file).toList());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFileHasAllOfIt() throws Exception {
    Path json = temporary.resolve("devices.json");

    assertThat(CommandRun.of("devices", "--explain", "--json", json.toString()).status()).isZero();

    JsonNode root = new ObjectMapper().readTree(json.toFile());
    assertThat(root.at("/devices/0/device").asText()).isEqualTo("cpu");
    assertThat(root.at("/devices/0/type").asText()).isEqualTo("CPU");
    assertThat(root.get("libraries")).hasSize(CudaLibrary.ALL.size());
    assertThat(root.get("libraries"))
        .allSatisfy(
            library ->
                assertThat(library.get("state").asText()).isIn("opened", "missing", "unusable"));
  }

  @Test
  void argumentsAreWrongUsage() {
    CommandRun devices = CommandRun.of("devices", "gpu");

    assertThat(devices.status()).isEqualTo(2);
    assertThat(devices.err()).contains("'gpu'").hasLineCount(1);
    assertThat(devices.out()).isEmpty();
  }

  /** As a user starts it; a library of the system's stands for one of CUDA's. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aLibraryInTheCudaDirectoryIsOpenedFromThere() throws Exception {
    Path cuda = temporary.toRealPath();
    LibraryFiles.copyTo(cuda.resolve("libcudart.so.12"));
    Files.writeString(cuda.resolve("libcudnn.so.9"), "cut off");
    Path out = temporary.resolve("out");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            PleCommand.class.getName(),
            "devices",
            "--explain");
    builder.environment().put("PLE_CUDA_DIR", cuda.toString());
    builder.redirectOutput(out.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD);

    assertThat(builder.start().waitFor()).isZero();

    assertThat(out)
        .content(UTF_8)
        .containsPattern("libcudart.so.12 +CUDA 12 +" + Pattern.quote(cuda + "/libcudart.so.12"))
        .containsPattern("libcudnn.so.9 +cuDNN 9 +cannot be opened, see below")
        .contains("libcudnn.so.9 cannot be opened: " + cuda + "/libcudnn.so.9: file too short")
        .contains("searched before the system's: " + cuda + "\n");
  }
}

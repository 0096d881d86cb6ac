package io.github.ple4j.train.cli;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.train.TextTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Devices, and what keeps TensorFlow from others, for people. */
final class DevicesText {
  private DevicesText() {}

  /**
   * Lines, the last one ended.
   *
   * @param explain with the libraries, and with all causes even where the machine has no GPU
   */
  static String of(ImmutableList<TensorFlowDevice> devices, GpuFindings findings, boolean explain) {
    return Stream.of(
            table(devices),
            findings.libraries().isEmpty() || !explain ? "" : libraries(findings),
            (explain ? cudaDirectory(findings) : "") + gpus(devices, findings, explain))
        .filter(part -> !part.isEmpty())
        .collect(joining("\n"));
  }

  private static String gpus(
      ImmutableList<TensorFlowDevice> devices, GpuFindings findings, boolean explain) {
    boolean used = TensorFlowDevice.anyGpu(devices);
    StringBuilder text = new StringBuilder();
    findings.gpus().forEach(gpu -> text.append(gpu).append(used ? "\n" : " is not used\n"));
    if (!used) {
      // Who has no GPU, and does not ask, need not know what it would need.
      findings.causes().stream()
          .limit(explain || !findings.gpus().isEmpty() ? Long.MAX_VALUE : 1)
          .forEach(cause -> text.append(cause).append("\n"));
    }
    return text.toString();
  }

  private static String table(ImmutableList<TensorFlowDevice> devices) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("--device", "TensorFlow's name", "memory"));
    for (TensorFlowDevice device : devices) {
      String memory =
          device.isGpu()
              ? String.format(Locale.ROOT, "%.1f GiB", device.memoryBytes() / (double) (1 << 30))
              : "-";
      lines.add(List.of(device.option().orElse("-"), device.name(), memory));
    }
    return TextTable.aligned(lines, 2);
  }

  private static String libraries(GpuFindings findings) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("library", "of", "opened from"));
    findings
        .libraries()
        .forEach(
            (library, state) ->
                lines.add(List.of(library.file(), library.origin().toString(), state(state))));
    return TextTable.aligned(lines, 3);
  }

  private static String state(LibraryState state) {
    if (state instanceof LibraryState.Opened opened) {
      return opened.file().map(Path::toString).orElse("the system");
    }
    return state instanceof LibraryState.Missing ? "missing" : "cannot be opened, see below";
  }

  private static String cudaDirectory(GpuFindings findings) {
    return findings
        .cudaDirectory()
        .map(
            directory ->
                "searched before the system's: "
                    + directory
                    + (Files.isDirectory(directory) ? "" : ", which is not there")
                    + "\n")
        .orElse("PLE_CUDA_DIR names no directory: only the system's are searched\n");
  }
}

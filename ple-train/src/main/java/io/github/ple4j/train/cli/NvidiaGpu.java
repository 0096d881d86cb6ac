package io.github.ple4j.train.cli;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A GPU of this machine, whether or not TensorFlow can use it.
 *
 * @param model as the driver calls it, or {@code NVIDIA GPU} where no driver tells
 * @param place its PCI address, or its file in {@code /dev}
 */
record NvidiaGpu(String model, String place) {
  private static final String UNNAMED = "NVIDIA GPU";
  private static final String VENDOR = "0x10de";

  /** The first hexadecimal digits of a display controller's PCI class. */
  private static final String DISPLAY = "0x03";

  /**
   * The GPUs that Linux tells of: those of the driver, which in a container are the ones given to
   * it; without a driver those on the PCI bus. What cannot be read is as if it were not there.
   *
   * @param root directory that holds {@code proc}, {@code sys} and {@code dev}
   */
  static ImmutableList<NvidiaGpu> in(Path root) {
    ImmutableList<NvidiaGpu> ofDriver =
        entries(root.resolve("proc/driver/nvidia/gpus"))
            .map(gpu -> new NvidiaGpu(model(gpu.resolve("information")), name(gpu)))
            .collect(toImmutableList());
    if (!ofDriver.isEmpty()) {
      return ofDriver;
    }
    ImmutableList<NvidiaGpu> onBus =
        entries(root.resolve("sys/bus/pci/devices"))
            .filter(device -> line(device.resolve("vendor")).equals(VENDOR))
            .filter(device -> line(device.resolve("class")).startsWith(DISPLAY))
            .map(device -> new NvidiaGpu(UNNAMED, name(device)))
            .collect(toImmutableList());
    if (!onBus.isEmpty()) {
      return onBus;
    }
    return entries(root.resolve("dev"))
        .filter(file -> name(file).matches("nvidia[0-9]+"))
        .map(file -> new NvidiaGpu(UNNAMED, "/dev/" + name(file)))
        .collect(toImmutableList());
  }

  @Override
  public String toString() {
    return model + " (" + place + ")";
  }

  private static Stream<Path> entries(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted().toList().stream();
    } catch (IOException | UncheckedIOException unreadable) {
      return Stream.empty();
    }
  }

  private static String model(Path information) {
    try (Stream<String> lines = Files.lines(information)) {
      return lines
          .filter(line -> line.startsWith("Model:"))
          .map(line -> line.substring("Model:".length()).strip())
          .filter(model -> !model.isEmpty())
          .findFirst()
          .orElse(UNNAMED);
    } catch (IOException | UncheckedIOException unreadable) {
      return UNNAMED;
    }
  }

  private static String line(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException unreadable) {
      return "";
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}

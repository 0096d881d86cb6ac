package io.github.ple4j.train.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On made directories in the place of proc, sys and dev. */
class NvidiaGpuTest {
  @TempDir Path root;

  @Test
  void aMachineThatTellsOfNoneHasNone() {
    assertThat(NvidiaGpu.in(root)).isEmpty();
    assertThat(NvidiaGpu.in(root.resolve("nowhere"))).isEmpty();
  }

  @Test
  void theDriverNamesItsGpus() throws Exception {
    write("proc/driver/nvidia/gpus/0000:41:00.0/information", "IRQ: 7\nModel: \t\t NVIDIA L4\n");
    write("proc/driver/nvidia/gpus/0000:01:00.0/information", "Model: NVIDIA H100 PCIe\n");
    device("0000:01:00.0", "0x10de", "0x030200");

    assertThat(NvidiaGpu.in(root))
        .containsExactly(
            new NvidiaGpu("NVIDIA H100 PCIe", "0000:01:00.0"),
            new NvidiaGpu("NVIDIA L4", "0000:41:00.0"));
    assertThat(NvidiaGpu.in(root).get(0)).hasToString("NVIDIA H100 PCIe (0000:01:00.0)");
  }

  @Test
  void aGpuWhoseInformationSaysLittleHasNoName() throws Exception {
    write("proc/driver/nvidia/gpus/0000:01:00.0/information", "IRQ: 7\nModel:\n");
    Files.createDirectories(root.resolve("proc/driver/nvidia/gpus/0000:02:00.0"));

    assertThat(NvidiaGpu.in(root))
        .containsExactly(
            new NvidiaGpu("NVIDIA GPU", "0000:01:00.0"),
            new NvidiaGpu("NVIDIA GPU", "0000:02:00.0"));
  }

  @Test
  void withoutADriverTheBusTells() throws Exception {
    device("0000:00:02.0", "0x8086", "0x030000"); // a display of Intel's
    device("0000:01:00.0", "0x10de", "0x030000");
    device("0000:01:00.1", "0x10de", "0x040300"); // the GPU's audio device
    device("0000:02:00.0", "0x10de", "0x030200");

    assertThat(NvidiaGpu.in(root))
        .extracting(NvidiaGpu::place)
        .containsExactly("0000:01:00.0", "0000:02:00.0");
  }

  @Test
  void otherwiseTheDeviceFilesTell() throws Exception {
    write("dev/nvidia0", "");
    write("dev/nvidiactl", "");
    write("dev/nvidia-uvm", "");

    assertThat(NvidiaGpu.in(root)).containsExactly(new NvidiaGpu("NVIDIA GPU", "/dev/nvidia0"));
  }

  private void device(String address, String vendor, String type) throws IOException {
    write("sys/bus/pci/devices/" + address + "/vendor", vendor + "\n");
    write("sys/bus/pci/devices/" + address + "/class", type + "\n");
  }

  private void write(String file, String content) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }
}

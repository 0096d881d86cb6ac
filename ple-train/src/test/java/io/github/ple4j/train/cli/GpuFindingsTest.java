package io.github.ple4j.train.cli;

import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.ple4j.train.cli.LibraryState.Missing;
import io.github.ple4j.train.cli.LibraryState.Opened;
import io.github.ple4j.train.cli.LibraryState.Unusable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is said of a GPU that is not used; the machines are made up. */
class GpuFindingsTest {
  private static final ImmutableList<TensorFlowDevice> CPU =
      ImmutableList.of(
          new TensorFlowDevice("/job:localhost/replica:0/task:0/device:CPU:0", "CPU", 1 << 28));
  private static final ImmutableList<TensorFlowDevice> CPU_AND_GPU =
      ImmutableList.of(
          CPU.get(0),
          new TensorFlowDevice(
              "/job:localhost/replica:0/task:0/device:GPU:0", "GPU", 80_000_000_000L));
  private static final ImmutableList<NvidiaGpu> H100 =
      ImmutableList.of(new NvidiaGpu("NVIDIA H100 PCIe", "0000:01:00.0"));

  private static final String ARTIFACT_VERSION = "12.6-9.5-1.5.11";

  /** Of CUDA and cuDNN in that version of the artifact, by {@code unzip -l}. */
  private static final ImmutableSet<String> ARTIFACT =
      ImmutableSet.of(
          "libcublas.so.12",
          "libcublasLt.so.12",
          "libcudart.so.12",
          "libcudnn.so.9",
          "libcudnn_adv.so.9",
          "libcudnn_cnn.so.9",
          "libcudnn_engines_precompiled.so.9",
          "libcudnn_engines_runtime_compiled.so.9",
          "libcudnn_graph.so.9",
          "libcudnn_heuristic.so.9",
          "libcudnn_ops.so.9",
          "libcufft.so.11",
          "libcusolver.so.11",
          "libcusparse.so.12",
          "libnvJitLink.so.12",
          "libnvrtc-builtins.so.12.6",
          "libnvrtc.so.12");

  @Test
  void aGpuUnderABuildForCpusNeedsAnotherBuild() {
    GpuFindings findings =
        new GpuFindings(H100, false, ImmutableMap.of(), Optional.empty(), Optional.empty());

    assertThat(DevicesText.of(CPU, findings, false).lines())
        .containsExactly(
            "--device  TensorFlow's name                             memory",
            "cpu       /job:localhost/replica:0/task:0/device:CPU:0       -",
            "",
            "NVIDIA H100 PCIe (0000:01:00.0) is not used",
            "this build has TensorFlow for CPUs; mvn -Pgpu -DskipTests package, on Linux on x86-64,"
                + " builds it with the one for GPUs");
  }

  @Test
  void whoHasNoGpuIsToldMoreOnlyWhenAsking() {
    GpuFindings findings =
        new GpuFindings(
            ImmutableList.of(), false, ImmutableMap.of(), Optional.empty(), Optional.empty());

    assertThat(DevicesText.of(CPU, findings, false))
        .endsWith("\n\nno NVIDIA GPU is found in this machine\n");
    assertThat(DevicesText.of(CPU, findings, true))
        .contains("PLE_CUDA_DIR names no directory", "this build has TensorFlow for CPUs; ");
  }

  @Test
  void missingLibrariesAreNamedWithWhereToTakeThem() {
    GpuFindings findings =
        found(Map.of("libcudart.so.12", new Missing(), "libcudnn.so.9", new Missing()));

    assertThat(findings.causes())
        .containsExactly(
            "libcudart.so.12, libcudnn.so.9 are missing; mvn -N dependency:unpack@cuda puts CUDA 12"
                + " and cuDNN 9 into /home/a/.cache/ple/cuda");
  }

  @Test
  void theDriversLibraryComesFromNowhereElse() {
    assertThat(found(Map.of("libcuda.so.1", new Missing())).causes())
        .containsExactly(
            "libcuda.so.1 is missing: it comes with NVIDIA's driver, which the system has to have"
                + " and a container has to be given");
  }

  @Test
  void aLibraryThatCannotBeOpenedIsNamedWithTheReason() {
    GpuFindings findings =
        found(Map.of("libcusparse.so.12", new Unusable("libcusparse.so.12: file too short")));

    assertThat(findings.causes())
        .containsExactly("libcusparse.so.12 cannot be opened: libcusparse.so.12: file too short");
    assertThat(DevicesText.of(CPU, findings, true).lines())
        .contains(
            "libcusparse.so.12                       CUDA 12        cannot be opened, see below");
  }

  @Test
  void whatHidesAGpuThoughAllLibrariesAreThereIsGuessed() {
    GpuFindings findings = found(Map.of());
    GpuFindings hidden =
        new GpuFindings(H100, true, findings.libraries(), Optional.empty(), Optional.of("-1"));

    assertThat(findings.causes())
        .containsExactly(
            "no library is missing; TF_CPP_MIN_LOG_LEVEL=0 in the environment shows what TensorFlow"
                + " says of it");
    assertThat(hidden.causes())
        .containsExactly("CUDA_VISIBLE_DEVICES is '-1', which may hide them");
  }

  @Test
  void aGpuThatIsUsedHasItsMemoryAndNoCauses() {
    assertThat(DevicesText.of(CPU_AND_GPU, found(Map.of()), false).lines())
        .containsExactly(
            "--device  TensorFlow's name                               memory",
            "cpu       /job:localhost/replica:0/task:0/device:CPU:0         -",
            "gpu:0     /job:localhost/replica:0/task:0/device:GPU:0  74.5 GiB",
            "",
            "NVIDIA H100 PCIe (0000:01:00.0)");
    assertThat(DevicesText.of(CPU_AND_GPU, found(Map.of()), true))
        .endsWith(
            """

            searched before the system's: /home/a/.cache/ple/cuda, which is not there
            NVIDIA H100 PCIe (0000:01:00.0)
            """);
  }

  @Test
  void otherDevicesHaveNoOption() {
    assertThat(new TensorFlowDevice("/job:a/device:TPU:0", "TPU", 0).option()).isEmpty();
    assertThat(new TensorFlowDevice("/job:a/device:CPU:1", "CPU", 0).option()).contains("cpu:1");
  }

  @Test
  void mavenUnpacksEveryLibraryButTheDrivers() throws Exception {
    String pom = Files.readString(Path.of("../pom.xml"));
    assertThat(pom).contains("<cuda.version>" + ARTIFACT_VERSION + "</cuda.version>");
    Matcher includes = Pattern.compile("<includes>(\\S*libcudart\\S*)</includes>").matcher(pom);
    assertThat(includes.find()).isTrue();
    String patterns =
        includes
            .group(1)
            .replace("**/", "")
            .replace(".", "\\.")
            .replace("*", ".*")
            .replace(',', '|');

    assertThat(CudaLibrary.ALL)
        .filteredOn(
            library -> !library.file().matches(patterns) || !ARTIFACT.contains(library.file()))
        .extracting(CudaLibrary::file)
        .containsExactly("libcuda.so.1");
  }

  /** With all libraries there but some. */
  private static GpuFindings found(Map<String, LibraryState> states) {
    return new GpuFindings(
        H100,
        true,
        CudaLibrary.ALL.stream()
            .collect(
                toImmutableMap(
                    library -> library,
                    library -> states.getOrDefault(library.file(), new Opened(Optional.empty())))),
        Optional.of(Path.of("/home/a/.cache/ple/cuda")),
        Optional.empty());
  }
}

package io.github.ple4j.train.cli;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What decides whether TensorFlow uses this machine's GPUs.
 *
 * @param gpus those of the machine
 * @param gpuBuild whether this build's TensorFlow is the one for GPUs
 * @param libraries what came of opening them; empty if it was not tried
 * @param cudaDirectory where a user's own CUDA is looked for, be it there or not
 * @param visibleDevices of {@code CUDA_VISIBLE_DEVICES}, if that is set
 */
record GpuFindings(
    ImmutableList<NvidiaGpu> gpus,
    boolean gpuBuild,
    ImmutableMap<CudaLibrary, LibraryState> libraries,
    Optional<Path> cudaDirectory,
    Optional<String> visibleDevices) {

  /** One line for every cause that keeps TensorFlow from using a GPU, with what to do about it. */
  ImmutableList<String> causes() {
    ImmutableList.Builder<String> causes = ImmutableList.builder();
    if (gpus.isEmpty()) {
      causes.add("no NVIDIA GPU is found in this machine");
    }
    if (!gpuBuild) {
      causes.add(
          "this build has TensorFlow for CPUs; mvn -Pgpu -DskipTests package, on Linux on x86-64,"
              + " builds it with the one for GPUs");
    }
    ImmutableList<String> ofDriver = missing(CudaLibrary.Origin.DRIVER::equals);
    if (!ofDriver.isEmpty()) {
      causes.add(
          areMissing(ofDriver)
              + ": it comes with NVIDIA's driver, which the system has to have and a container has"
              + " to be given");
    }
    ImmutableList<String> others = missing(origin -> origin != CudaLibrary.Origin.DRIVER);
    if (!others.isEmpty()) {
      causes.add(
          areMissing(others)
              + "; mvn -N dependency:unpack@cuda puts CUDA 12 and cuDNN 9 into "
              + cudaDirectory.map(Path::toString).orElse("the directory that PLE_CUDA_DIR names"));
    }
    libraries.forEach(
        (library, state) -> {
          if (state instanceof LibraryState.Unusable unusable) {
            causes.add(library.file() + " cannot be opened: " + unusable.reason());
          }
        });
    ImmutableList<String> found = causes.build();
    return found.isEmpty() ? ImmutableList.of(unknownCause()) : found;
  }

  private ImmutableList<String> missing(Predicate<CudaLibrary.Origin> ofOrigin) {
    return libraries.entrySet().stream()
        .filter(entry -> ofOrigin.test(entry.getKey().origin()))
        .filter(entry -> entry.getValue() instanceof LibraryState.Missing)
        .map(entry -> entry.getKey().file())
        .collect(toImmutableList());
  }

  private static String areMissing(ImmutableList<String> files) {
    return files.size() == 1
        ? files.get(0) + " is missing"
        : String.join(", ", files) + " are missing";
  }

  private String unknownCause() {
    return visibleDevices
        .map(devices -> "CUDA_VISIBLE_DEVICES is '" + devices + "', which may hide them")
        .orElse(
            "no library is missing; TF_CPP_MIN_LOG_LEVEL=0 in the environment shows what TensorFlow"
                + " says of it");
  }
}

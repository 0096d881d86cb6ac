package io.github.ple4j.train.cli;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.util.stream.Stream;

/**
 * A library that TensorFlow 2.18 for GPUs opens by its name when it looks for GPUs, or that one of
 * those opens. If one is missing, TensorFlow goes on without GPUs and says so in its log only.
 *
 * @param file the name that is looked for
 */
record CudaLibrary(String file, Origin origin) {

  /** Whom a library comes from. */
  enum Origin {
    DRIVER("NVIDIA driver"),
    CUDA("CUDA 12"),
    CUDNN("cuDNN 9");

    private final String text;

    Origin(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** In an order in which each comes after those that it needs. */
  static final ImmutableList<CudaLibrary> ALL =
      Stream.of(
              of(Origin.DRIVER, "libcuda.so.1"),
              of(Origin.CUDA, "libcudart.so.12", "libcublasLt.so.12", "libcublas.so.12"),
              of(Origin.CUDA, "libcufft.so.11", "libnvJitLink.so.12", "libcusparse.so.12"),
              of(Origin.CUDA, "libcusolver.so.11"),
              of(Origin.CUDNN, "libcudnn.so.9", "libcudnn_graph.so.9", "libcudnn_ops.so.9"),
              of(Origin.CUDNN, "libcudnn_cnn.so.9", "libcudnn_adv.so.9"),
              of(Origin.CUDNN, "libcudnn_heuristic.so.9", "libcudnn_engines_precompiled.so.9"),
              of(Origin.CUDNN, "libcudnn_engines_runtime_compiled.so.9"))
          .flatMap(libraries -> libraries)
          .collect(toImmutableList());

  private static Stream<CudaLibrary> of(Origin origin, String... files) {
    return Stream.of(files).map(file -> new CudaLibrary(file, origin));
  }
}

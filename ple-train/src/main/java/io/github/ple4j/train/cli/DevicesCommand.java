package io.github.ple4j.train.cli;

import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.serve.CommandLauncher;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ple devices}. */
@Command(
    name = "devices",
    description = {
      "Lists the devices that TensorFlow can use, by what --device calls them.",
      "Of a GPU that it does not use it says why not, as far as can be found out."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DevicesCommand implements Callable<Integer> {
  private static final String GPU_NATIVES =
      "org/tensorflow/internal/c_api/linux-x86_64-gpu/libjnitensorflow.so";

  /** The one system that TensorFlow for GPUs is built for, and whose names the libraries have. */
  private static final boolean LINUX = System.getProperty("os.name").equals("Linux");

  @Spec private CommandSpec command;

  @Option(
      names = "--explain",
      description = "Opens every library that a GPU needs, and tells from where, or what to do.")
  private boolean explain;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes all of it into this file.")
  private @Nullable Path json;

  @Override
  public Integer call() {
    ImmutableList<TensorFlowDevice> devices = TensorFlowDevice.list();
    GpuFindings findings = findings(devices);
    if (json != null) {
      ResultFile.write(json, DevicesJson.of(devices, findings));
    }
    PrintWriter out = command.commandLine().getOut();
    out.print(DevicesText.of(devices, findings, explain));
    out.flush();
    return 0;
  }

  private GpuFindings findings(ImmutableList<TensorFlowDevice> devices) {
    ImmutableList<NvidiaGpu> gpus = NvidiaGpu.in(Path.of("/"));
    boolean gpuBuild = ClassLoader.getSystemResource(GPU_NATIVES) != null;
    boolean unused = gpuBuild && !gpus.isEmpty() && !TensorFlowDevice.anyGpu(devices);
    return new GpuFindings(
        gpus,
        gpuBuild,
        LINUX && (explain || unused) ? open() : ImmutableMap.of(),
        CommandLauncher.cudaDirectory(),
        Optional.ofNullable(System.getenv("CUDA_VISIBLE_DEVICES")));
  }

  private static ImmutableMap<CudaLibrary, LibraryState> open() {
    return CudaLibrary.ALL.stream()
        .collect(toImmutableMap(library -> library, library -> LibraryState.open(library.file())));
  }
}

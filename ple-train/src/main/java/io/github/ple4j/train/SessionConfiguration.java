package io.github.ple4j.train;

import io.github.ple4j.graph.Placement;
import org.tensorflow.proto.ConfigProto;

/** How TensorFlow runs a session. */
final class SessionConfiguration {
  private SessionConfiguration() {}

  /**
   * Pools of the session's own, of a known number of threads, on which results depend; as many CPU
   * devices as the placement names; and of a GPU's memory what is needed, as it is needed.
   */
  static ConfigProto of(TrainingSpec spec, Placement placement) {
    ConfigProto.Builder configuration =
        ConfigProto.newBuilder()
            .setAllowSoftPlacement(!placement.strict())
            .setIntraOpParallelismThreads(TrainingSpecs.threadsWithinOperations(spec.getThreads()))
            .setInterOpParallelismThreads(spec.getThreads())
            .setUsePerSessionThreads(true);
    int cpus =
        placement.all().stream()
            .filter(device -> device.type() == Placement.Device.Type.CPU)
            .mapToInt(device -> device.index() + 1)
            .max()
            .orElse(1);
    if (cpus > 1) {
      configuration.putDeviceCount("CPU", cpus);
    }
    configuration.getGpuOptionsBuilder().setAllowGrowth(true);
    return configuration.build();
  }

  /** For variables that are only moved between files: no GPU, whose memory it would take. */
  static ConfigProto onTheHost() {
    return ConfigProto.newBuilder().putDeviceCount("GPU", 0).build();
  }
}

package io.github.ple4j.train.cli;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.train.TrainingException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.tensorflow.internal.c_api.TF_DeviceList;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;

/**
 * A device that TensorFlow has in this process.
 *
 * @param name TensorFlow's, such as {@code /job:localhost/replica:0/task:0/device:GPU:0}
 * @param type TensorFlow's, such as {@code GPU}
 * @param memoryBytes what TensorFlow would take of it; of any CPU it says 256 MB
 */
record TensorFlowDevice(String name, String type, long memoryBytes) {

  /**
   * Starts TensorFlow and lists its devices, without taking a GPU's memory.
   *
   * @throws TrainingException if TensorFlow cannot start on a device that it sees
   */
  static ImmutableList<TensorFlowDevice> list() {
    ConfigProto configuration =
        ConfigProto.newBuilder()
            .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true))
            .build();
    try (TF_Status status = TF_Status.newStatus();
        TF_SessionOptions options = TF_SessionOptions.newSessionOptions();
        BytePointer bytes = new BytePointer(configuration.toByteArray());
        TF_Graph graph = TF_Graph.newGraph()) {
      tensorflow.TF_SetConfig(options, bytes, bytes.limit(), status);
      check(status);
      try (TF_Session session = TF_Session.newSession(graph, options, status)) {
        check(status);
        return list(session, status);
      }
    }
  }

  private static ImmutableList<TensorFlowDevice> list(TF_Session session, TF_Status status) {
    TF_DeviceList list = tensorflow.TF_SessionListDevices(session, status);
    check(status);
    try {
      return read(list, status);
    } finally {
      tensorflow.TF_DeleteDeviceList(list);
    }
  }

  private static ImmutableList<TensorFlowDevice> read(TF_DeviceList list, TF_Status status) {
    ImmutableList.Builder<TensorFlowDevice> devices = ImmutableList.builder();
    int count = tensorflow.TF_DeviceListCount(list);
    for (int i = 0; i < count; i++) {
      String name = tensorflow.TF_DeviceListName(list, i, status).getString();
      check(status);
      String type = tensorflow.TF_DeviceListType(list, i, status).getString();
      check(status);
      long memory = tensorflow.TF_DeviceListMemoryBytes(list, i, status);
      check(status);
      devices.add(new TensorFlowDevice(name, type, memory));
    }
    return devices.build();
  }

  private static void check(TF_Status status) {
    if (tensorflow.TF_GetCode(status) != tensorflow.TF_OK) {
      throw new TrainingException(
          "TensorFlow cannot list its devices: " + tensorflow.TF_Message(status).getString());
    }
  }

  boolean isGpu() {
    return type.equals("GPU");
  }

  /** What {@code --device} calls it, {@code cpu} or {@code gpu:0}; empty for other types. */
  Optional<String> option() {
    String device = name.substring(name.lastIndexOf('/') + 1); // device:GPU:0
    return switch (type) {
      case "CPU" -> Optional.of(device.endsWith(":0") ? "cpu" : option(device));
      case "GPU" -> Optional.of(option(device));
      default -> Optional.empty();
    };
  }

  private static String option(String device) {
    return device.substring(device.indexOf(':') + 1).toLowerCase(Locale.ROOT);
  }

  /** Whether one of them is a GPU. */
  static boolean anyGpu(List<TensorFlowDevice> devices) {
    return devices.stream().anyMatch(TensorFlowDevice::isGpu);
  }
}

package io.github.ple4j.train.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import java.io.UncheckedIOException;

/** Devices, and what keeps TensorFlow from others, for machines. */
final class DevicesJson {
  private DevicesJson() {}

  static String of(ImmutableList<TensorFlowDevice> devices, GpuFindings findings) {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode root = mapper.createObjectNode();
    ArrayNode list = root.putArray("devices");
    for (TensorFlowDevice device : devices) {
      ObjectNode node = list.addObject();
      device.option().ifPresent(option -> node.put("device", option));
      node.put("name", device.name()).put("type", device.type());
      node.put("memory_bytes", device.memoryBytes());
    }
    ArrayNode gpus = root.putArray("nvidia_gpus");
    findings
        .gpus()
        .forEach(gpu -> gpus.addObject().put("model", gpu.model()).put("place", gpu.place()));
    root.put("gpu_build", findings.gpuBuild());
    findings
        .cudaDirectory()
        .ifPresent(directory -> root.put("cuda_directory", directory.toString()));
    ArrayNode libraries = root.putArray("libraries");
    findings.libraries().forEach((library, state) -> put(libraries.addObject(), library, state));
    if (!TensorFlowDevice.anyGpu(devices)) {
      findings.causes().forEach(root.putArray("no_gpu_because")::add);
    }
    try {
      return mapper.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void put(ObjectNode node, CudaLibrary library, LibraryState state) {
    node.put("file", library.file()).put("of", library.origin().toString());
    if (state instanceof LibraryState.Opened opened) {
      node.put("state", "opened");
      opened.file().ifPresent(file -> node.put("from", file.toString()));
    } else if (state instanceof LibraryState.Unusable unusable) {
      node.put("state", "unusable").put("reason", unusable.reason());
    } else {
      node.put("state", "missing");
    }
  }
}

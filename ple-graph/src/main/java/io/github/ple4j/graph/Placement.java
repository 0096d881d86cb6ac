package io.github.ple4j.graph;

import com.google.common.base.Splitter;
import org.tensorflow.DeviceSpec;
import org.tensorflow.DeviceSpec.DeviceType;

/**
 * The devices on which a model's nodes stand.
 *
 * @param dense device of dense layers and their variables
 * @param embeddings device of embedding tables and the gathering of their rows
 */
public record Placement(Device dense, Device embeddings) {

  /**
   * One device.
   *
   * @param index number of the device among those of its type, from 0
   */
  public record Device(Type type, int index) {
    /** Kinds of device. */
    public enum Type {
      CPU,
      GPU
    }

    /** Checks that the index is not negative. */
    public Device {
      if (index < 0) {
        throw new IllegalArgumentException("device index must not be negative: " + index);
      }
    }

    /** Parses {@code cpu}, {@code gpu} or {@code gpu:1}. */
    static Device parse(String text) {
      int colon = text.indexOf(':');
      String type = colon < 0 ? text : text.substring(0, colon);
      String index = colon < 0 ? "0" : text.substring(colon + 1);
      if (!(type.equals("cpu") || type.equals("gpu")) || !index.matches("[0-9]{1,4}")) {
        throw new IllegalArgumentException(
            "expected a device such as cpu, gpu or gpu:1, found: " + text);
      }
      return new Device(type.equals("cpu") ? Type.CPU : Type.GPU, Integer.parseInt(index));
    }

    DeviceSpec spec() {
      return DeviceSpec.newBuilder()
          .deviceType(type == Type.CPU ? DeviceType.CPU : DeviceType.GPU)
          .deviceIndex(index)
          .build();
    }
  }

  /** Everything on the first CPU device. */
  public static Placement cpu() {
    return new Placement(new Device(Device.Type.CPU, 0), new Device(Device.Type.CPU, 0));
  }

  /**
   * Parses {@code cpu}, {@code gpu}, {@code gpu:1} or, with embeddings apart, {@code
   * gpu,embeddings=cpu}.
   *
   * @throws IllegalArgumentException if the text is not of this form
   */
  public static Placement parse(String text) {
    Device dense = null;
    Device embeddings = null;
    for (String part : Splitter.on(',').split(text)) {
      if (part.startsWith("embeddings=") && embeddings == null) {
        embeddings = Device.parse(part.substring("embeddings=".length()));
      } else if (dense == null) {
        dense = Device.parse(part);
      } else {
        throw new IllegalArgumentException(
            "expected one device, and embeddings=DEVICE at most once, found: " + text);
      }
    }
    if (dense == null) {
      throw new IllegalArgumentException("expected a device beside embeddings=, found: " + text);
    }
    return new Placement(dense, embeddings == null ? dense : embeddings);
  }
}

package io.github.ple4j.graph;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.DeviceSpec;
import org.tensorflow.DeviceSpec.DeviceType;

/**
 * The devices on which a model's nodes stand. Variables are on the first device. With several,
 * every device has a replica of the layers, which reads the variables and a part of every batch.
 *
 * @param devices one for each replica, all different; at least one
 * @param embeddingDevice of embedding tables and all lookups in them; where absent, tables are
 *     where all variables are, and every replica looks up its own part of the batch
 * @param strict whether a device that is not there, or cannot do what stands on it, is an error;
 *     else TensorFlow takes another
 * @param heldBytes how much of the first device's memory training may take to hold the data set,
 *     where that is not the host
 */
public record Placement(
    ImmutableList<Device> devices,
    Optional<Device> embeddingDevice,
    boolean strict,
    long heldBytes) {

  /** Checks that there is a device, and none twice, and that bytes are not negative. */
  public Placement {
    if (heldBytes < 0) {
      throw new IllegalArgumentException("bytes to hold must not be negative: " + heldBytes);
    }
    if (devices.isEmpty()) {
      throw new IllegalArgumentException("expected at least one device, found none");
    }
    if (ImmutableSet.copyOf(devices).size() < devices.size()) {
      throw new IllegalArgumentException("expected different devices, found: " + devices);
    }
  }

  /** With soft placement, and no data held. */
  public Placement(ImmutableList<Device> devices, Optional<Device> embeddingDevice) {
    this(devices, embeddingDevice, false, 0);
  }

  /** This with strict or soft placement. */
  public Placement withStrict(boolean strict) {
    return new Placement(devices, embeddingDevice, strict, heldBytes);
  }

  /** This with so many bytes for data. */
  public Placement withHeldBytes(long heldBytes) {
    return new Placement(devices, embeddingDevice, strict, heldBytes);
  }

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

    /** The device as operations carry it. */
    public DeviceSpec spec() {
      return DeviceSpec.newBuilder()
          .deviceType(type == Type.CPU ? DeviceType.CPU : DeviceType.GPU)
          .deviceIndex(index)
          .build();
    }

    /** As it is parsed, {@code gpu:1}. */
    @Override
    public String toString() {
      return (type == Type.CPU ? "cpu:" : "gpu:") + index;
    }
  }

  /** Everything on one device. */
  public static Placement on(Device device) {
    return new Placement(ImmutableList.of(device), Optional.empty());
  }

  /** Everything on the first CPU device. */
  public static Placement cpu() {
    return on(host());
  }

  /** The first CPU device, which is always there, and to which batches are fed. */
  public static Device host() {
    return new Device(Device.Type.CPU, 0);
  }

  /**
   * Parses {@code cpu}, {@code gpu}, {@code gpu:1}, several devices as in {@code gpu:0,gpu:1}, and
   * with embeddings apart {@code gpu,embeddings=cpu}.
   *
   * @throws IllegalArgumentException if the text is not of this form, or has a device twice
   */
  public static Placement parse(String text) {
    List<Device> devices = new ArrayList<>();
    Optional<Device> embeddings = Optional.empty();
    for (String part : Splitter.on(',').split(text)) {
      if (!part.startsWith("embeddings=")) {
        devices.add(Device.parse(part));
      } else if (embeddings.isEmpty()) {
        embeddings = Optional.of(Device.parse(part.substring("embeddings=".length())));
      } else {
        throw new IllegalArgumentException(
            "expected embeddings=DEVICE at most once, found: " + text);
      }
    }
    if (devices.isEmpty()) {
      throw new IllegalArgumentException("expected a device beside embeddings=, found: " + text);
    }
    if (ImmutableSet.copyOf(devices).size() < devices.size()) {
      throw new IllegalArgumentException("expected different devices, found: " + text);
    }
    return new Placement(ImmutableList.copyOf(devices), embeddings);
  }

  /** Where dense variables are, and what belongs to the whole batch, such as losses. */
  public Device main() {
    return devices.get(0);
  }

  /** Where embedding tables are. */
  public Device tables() {
    return embeddingDevice.orElse(main());
  }

  /** Where a variable is. */
  public Device of(Variable variable) {
    return variable.role() == Variable.Role.EMBEDDING ? tables() : main();
  }

  /** Where a replica looks up the embeddings of its part of a batch. */
  Device lookups(int replica) {
    return embeddingDevice.orElse(devices.get(replica));
  }

  /** All devices that nodes stand on. */
  public ImmutableSet<Device> all() {
    return ImmutableSet.<Device>builder()
        .addAll(devices)
        .addAll(embeddingDevice.stream().toList())
        .build();
  }

  /** As it is parsed: the devices alone. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    devices.forEach(device -> parts.add(device.toString()));
    embeddingDevice.ifPresent(device -> parts.add("embeddings=" + device));
    return String.join(",", parts);
  }
}

package io.github.ple4j.train.cli;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.train.TrainingException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** On which devices a model is trained. */
final class DeviceOptions {
  /** Of a GPU's memory, what a data set may take: the rest is for variables and batches. */
  private static final int HELD_PART = 4;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      description =
          "cpu, gpu or gpu:1, see ple devices; several, which share every batch, as in gpu:0,gpu:1;"
              + " embeddings apart as in gpu,embeddings=cpu. cpu:0,cpu:1 divides the CPU.")
  private String device;

  @Option(
      names = "--strict-placement",
      description = "Fails where a device is not there, instead of taking another.")
  private boolean strict;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** The devices as they are written. */
  Placement parsed() {
    try {
      return Placement.parse(device).withStrict(strict);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), "--device: " + e.getMessage());
    }
  }

  /**
   * The devices as they are: says which are not there, and makes room for data on a GPU.
   *
   * @throws TrainingException if one is not there and placement is strict
   */
  Placement placement(Console console) {
    Placement parsed = parsed();
    return parsed.all().stream().anyMatch(d -> d.type() == Placement.Device.Type.GPU)
        ? placement(parsed, TensorFlowDevice.list(), console)
        : parsed;
  }

  static Placement placement(
      Placement wanted, ImmutableList<TensorFlowDevice> devices, Console console) {
    List<String> missing =
        wanted.all().stream()
            .filter(device -> device.type() == Placement.Device.Type.GPU)
            .filter(device -> find(device, devices).isEmpty())
            .map(Placement.Device::toString)
            .toList();
    if (!missing.isEmpty()) {
      String found =
          "--device: expected "
              + String.join(", ", missing)
              + ", found "
              + devices.stream().flatMap(d -> d.option().stream()).collect(joining(", "));
      if (wanted.strict()) {
        throw new TrainingException(found + "; ple devices says why");
      }
      console.say(found + ", which is taken instead; ple devices says why");
    }
    long memory = find(wanted.main(), devices).map(TensorFlowDevice::memoryBytes).orElse(0L);
    return wanted.main().type() == Placement.Device.Type.GPU
        ? wanted.withHeldBytes(memory / HELD_PART)
        : wanted;
  }

  private static Optional<TensorFlowDevice> find(
      Placement.Device wanted, ImmutableList<TensorFlowDevice> devices) {
    return devices.stream()
        .filter(device -> device.option().equals(Optional.of(wanted.toString())))
        .findFirst();
  }
}

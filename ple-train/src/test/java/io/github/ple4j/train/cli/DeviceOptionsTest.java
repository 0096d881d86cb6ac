package io.github.ple4j.train.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.train.TrainingException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceOptionsTest {
  private static final TensorFlowDevice CPU = device("CPU", 0, 256L << 20);
  private static final ImmutableList<TensorFlowDevice> TWO_GPUS =
      ImmutableList.of(CPU, device("GPU", 0, 80L << 30), device("GPU", 1, 40L << 30));

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Console console = new Console(new PrintStream(said, true, UTF_8), false);

  private static TensorFlowDevice device(String type, int index, long memory) {
    return new TensorFlowDevice(
        "/job:localhost/replica:0/task:0/device:" + type + ":" + index, type, memory);
  }

  @Test
  void dataMayTakeAQuarterOfTheFirstGpusMemory() {
    Placement placement =
        DeviceOptions.placement(Placement.parse("gpu:1,gpu:0"), TWO_GPUS, console);

    assertThat(placement).hasToString("gpu:1,gpu:0");
    assertThat(placement.heldBytes()).isEqualTo(10L << 30);
    assertThat(said.toString(UTF_8)).isEmpty();
  }

  @Test
  void whereEmbeddingsAloneAreOnAGpuNoDataAreHeld() {
    Placement placement = Placement.parse("cpu,embeddings=gpu:1");

    assertThat(DeviceOptions.placement(placement, TWO_GPUS, console)).isEqualTo(placement);
  }

  @Test
  void aGpuThatIsNotThereIsSaid() {
    Placement placement =
        DeviceOptions.placement(Placement.parse("gpu:2"), ImmutableList.of(CPU), console);

    assertThat(placement).hasToString("gpu:2");
    assertThat(placement.heldBytes()).isZero();
    assertThat(said.toString(UTF_8).lines())
        .containsExactly(
            "--device: expected gpu:2, found cpu, which is taken instead; ple devices says why");
  }

  @Test
  void strictPlacementRefusesAGpuThatIsNotThere() {
    Placement strict = Placement.parse("gpu:1,gpu:2,gpu:3").withStrict(true);

    assertThatExceptionOfType(TrainingException.class)
        .isThrownBy(() -> DeviceOptions.placement(strict, TWO_GPUS, console))
        .withMessage(
            "--device: expected gpu:2, gpu:3, found cpu, gpu:0, gpu:1; ple devices says why");
  }

  @Test
  void severalDevicesTrainARun(@TempDir Path temporary) {
    CommandRun train =
        CommandRun.of(
            "train",
            "--data=synthetic",
            "--data-option=rows=1400",
            "--data-option=dimensions=8",
            "--model=ple",
            "--epochs=1",
            "--batch-size=100",
            "--device=cpu:0,cpu:1",
            "--out=" + temporary.resolve("run"));

    assertThat(train.status()).as(train.err()).isZero();
    assertThat(train.out()).contains("test");
  }

  @Test
  void wrongDevicesAreOneLine(@TempDir Path temporary) {
    CommandRun train =
        CommandRun.of(
            "train",
            "--data=synthetic",
            "--model=ple",
            "--device=cpu,cpu:0",
            "--out=" + temporary.resolve("run"));

    assertThat(train.status()).isEqualTo(2);
    assertThat(train.err())
        .startsWith("ple train: --device: expected different devices, found: cpu,cpu:0")
        .hasLineCount(1);
    assertThat(temporary.resolve("run")).doesNotExist();
  }
}

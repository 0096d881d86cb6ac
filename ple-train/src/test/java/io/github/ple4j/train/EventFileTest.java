package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.HistogramProto;
import org.tensorflow.proto.Summary;

class EventFileTest {

  @TempDir Path temporary;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = temporary.resolve("logs").resolve("train").resolve("events.out.tfevents.1.ple");
  }

  @Test
  void beginsWithItsVersion() throws IOException {
    EventFile.open(file, 0).close();

    List<Event> events = TensorFlowRecords.events(file);
    assertThat(events).hasSize(1);
    assertThat(events.get(0).getFileVersion()).isEqualTo("brain.Event:2");
  }

  @Test
  void scalarsOfAStepAreOneEvent() throws IOException {
    double before = Instant.now().getEpochSecond();
    try (EventFile written = EventFile.open(file, 0)) {
      written.scalars(7, ImmutableMap.of("loss/total", 0.5, "loss/income", Double.NaN));
      written.scalars(1L << 40, ImmutableMap.of("loss/total", 0.1));
    }

    List<Event> events = TensorFlowRecords.events(file);
    assertThat(events).hasSize(3);
    Event first = events.get(1);
    assertThat(first.getStep()).isEqualTo(7);
    assertThat(first.getWallTime()).isBetween(before, before + 600);
    assertThat(first.getSummary().getValueList())
        .extracting(Summary.Value::getTag, Summary.Value::getSimpleValue)
        .containsExactly(tuple("loss/total", 0.5f), tuple("loss/income", Float.NaN));
    assertThat(events.get(2).getStep()).isEqualTo(1L << 40);
    assertThat(events.get(2).getSummary().getValue(0).getSimpleValue()).isEqualTo(0.1f);
  }

  @Test
  void histogramsSumUpTheirValues() throws IOException {
    float[] values = {-2, 0, 0, 0.5f, 3};
    try (EventFile written = EventFile.open(file, 0)) {
      written.histograms(3, ImmutableMap.of("a", values, "b", new float[] {1}));
    }

    Event event = TensorFlowRecords.events(file).get(1);
    assertThat(event.getStep()).isEqualTo(3);
    assertThat(event.getSummary().getValueList())
        .extracting(Summary.Value::getTag)
        .containsExactly("a", "b");
    HistogramProto histogram = event.getSummary().getValue(0).getHisto();
    assertThat(histogram.getMin()).isEqualTo(-2);
    assertThat(histogram.getMax()).isEqualTo(3);
    assertThat(histogram.getNum()).isEqualTo(5);
    assertThat(histogram.getSum()).isEqualTo(1.5);
    assertThat(histogram.getSumSquares()).isEqualTo(13.25);
    assertThat(histogram.getBucketList()).containsExactly(0., 1., 0., 2., 0., 1., 0., 1., 0.);
    assertThat(histogram.getBucketLimitList()).isSorted().hasSize(9);
    assertThat(event.getSummary().getValue(1).getHisto().getNum()).isEqualTo(1);
  }

  @Test
  void theGraphIsReadBack() throws IOException {
    GraphDef definition;
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      tf.math.add(tf.constant(1f), tf.constant(2f));
      definition = graph.toGraphDef();
    }
    try (EventFile written = EventFile.open(file, 0)) {
      written.graph(definition);
    }

    Event event = TensorFlowRecords.events(file).get(1);
    assertThat(GraphDef.parseFrom(event.getGraphDef())).isEqualTo(definition);
  }

  @ParameterizedTest
  @CsvSource({"length, 0, 0", "its checksum, 8, 0", "content, 12, 12", "its checksum, -1, 12"})
  void aFlippedBitIsFound(String where, int offset, int found) throws IOException {
    long start;
    try (EventFile written = EventFile.open(file, 0)) {
      start = written.flush();
      written.scalars(1, ImmutableMap.of("loss", 0.25));
    }
    byte[] content = Files.readAllBytes(file);
    content[offset < 0 ? content.length + offset : (int) start + offset] ^= 1;
    Files.write(file, content);

    assertThatExceptionOfType(TensorFlowException.class)
        .as(where)
        .isThrownBy(() -> TensorFlowRecords.events(file))
        .withMessageContaining("corrupted record at " + (start + found));
  }

  @Test
  void whatCameAfterTheBytesToKeepIsCutAndTheFileGoesOn() throws IOException {
    long kept;
    try (EventFile written = EventFile.open(file, 0)) {
      written.scalars(1, ImmutableMap.of("loss", 1.));
      kept = written.flush();
      assertThat(kept).isEqualTo(Files.size(file));
      written.scalars(2, ImmutableMap.of("loss", 2.));
    }
    assertThat(Files.size(file)).isGreaterThan(kept);

    try (EventFile resumed = EventFile.open(file, kept)) {
      assertThat(resumed.flush()).isEqualTo(kept).isEqualTo(Files.size(file));
      resumed.scalars(2, ImmutableMap.of("loss", 2.5));
      assertThat(resumed.flush()).isEqualTo(Files.size(file));
    }

    List<Event> events = TensorFlowRecords.events(file);
    assertThat(events).extracting(Event::getStep).containsExactly(0L, 1L, 2L);
    assertThat(events.get(0).getFileVersion()).isEqualTo("brain.Event:2");
    assertThat(events.get(2).getSummary().getValue(0).getSimpleValue()).isEqualTo(2.5f);
  }

  @Test
  void aFileOfWhichNothingIsKeptBeginsAnew() throws IOException {
    try (EventFile written = EventFile.open(file, 0)) {
      written.scalars(1, ImmutableMap.of("loss", 1.));
    }
    EventFile.open(file, 0).close();

    assertThat(TensorFlowRecords.events(file)).extracting(Event::getStep).containsExactly(0L);
  }

  @Test
  void anAbsentFileIsCreatedWhateverIsToBeKept() throws IOException {
    EventFile.open(file, 1_000).close();

    assertThat(TensorFlowRecords.events(file)).hasSize(1);
  }

  @Test
  void aFileShorterThanWhatIsKeptIsRefusedAndLeftAsItIs() throws IOException {
    EventFile.open(file, 0).close();
    byte[] content = Files.readAllBytes(file);

    assertThatExceptionOfType(RunException.class)
        .isThrownBy(() -> EventFile.open(file, content.length + 1))
        .withMessage(
            "%s: expected the %s bytes that the run had written, found %s;"
                + " restore the file, or remove it to go on with a new one",
            file, content.length + 1, content.length);
    assertThat(file).hasBinaryContent(content);
    assertThatIllegalArgumentException().isThrownBy(() -> EventFile.open(file, -1));
  }

  @Test
  void aDirectoryIsRefused() {
    assertThatExceptionOfType(RunException.class)
        .isThrownBy(() -> EventFile.open(temporary, 0))
        .withMessage(
            "%s: cannot be written: Is a directory; check the disk and its permissions", temporary);
  }

  @Test
  void aFileInPlaceOfAParentIsNamed() throws IOException {
    Path parent = Files.createFile(temporary.resolve("logs"));

    assertThatExceptionOfType(RunException.class)
        .isThrownBy(() -> EventFile.open(file, 0))
        .withMessageStartingWith(file + ": cannot be written: ")
        .withMessageContaining(parent.toString())
        .withMessageEndingWith("; check the disk and its permissions");
  }

  @Test
  void aFullDiskIsReported() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full), "a disk that is always full");

    assertThatExceptionOfType(RunException.class)
        .isThrownBy(
            () -> {
              try (EventFile written = EventFile.open(full, 0)) {
                written.flush();
              }
            })
        .withMessage(
            "/dev/full: cannot be written: No space left on device;"
                + " check the disk and its permissions");
  }

  @Test
  void closingTwiceIsHarmless() throws IOException {
    EventFile written = EventFile.open(file, 0);
    written.close();
    written.close();

    assertThat(TensorFlowRecords.events(file)).hasSize(1);
  }
}

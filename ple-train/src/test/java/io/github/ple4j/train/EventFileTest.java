package io.github.ple4j.train;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.train.TensorBoardMessages.Event;
import io.github.ple4j.train.TensorBoardMessages.Histogram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.op.io.ReaderReadUpTo;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** Files are read back by TensorFlow's own reader of records, which checks their checksums. */
class EventFileTest {
  @TempDir Path temporary;

  @Test
  void tensorFlowsReaderFindsVersionScalarsHistogramsAndGraph() throws Exception {
    Path path = temporary.resolve("deep/events.out.tfevents.test");
    GraphDef graph;
    try (Graph made = new Graph()) {
      Ops.create(made).withName("one").constant(1f);
      graph = made.toGraphDef();
    }
    try (EventFile file = EventFile.open(path, 0)) {
      file.graph(graph);
      file.scalars(7, ImmutableMap.of("loss", 0.25, "auc/click", 0.5));
      file.histograms(8, ImmutableMap.of("weights", new float[] {-1, 0, 0, 0.5f, 2, Float.NaN}));
    }

    List<Event> events = read(path);

    assertThat(events).hasSize(4);
    assertThat(events.get(0).getFileVersion()).isEqualTo("brain.Event:2");
    assertThat(GraphDef.parseFrom(events.get(1).getGraphDef())).isEqualTo(graph);
    assertThat(events.get(2).getStep()).isEqualTo(7);
    assertThat(events.get(2).getWallTime())
        .isCloseTo(System.currentTimeMillis() / 1e3, within(600.0));
    assertThat(events.get(2).getSummary().getValue(0).getTag()).isEqualTo("loss");
    assertThat(events.get(2).getSummary().getValue(0).getSimpleValue()).isEqualTo(0.25f);
    assertThat(events.get(2).getSummary().getValue(1).getTag()).isEqualTo("auc/click");
    Histogram histogram = events.get(3).getSummary().getValue(0).getHisto();
    assertThat(histogram.getNum()).isEqualTo(5);
    assertThat(histogram.getSum()).isEqualTo(1.5);
    assertThat(histogram.getSumSquares()).isEqualTo(5.25);
    assertThat(histogram.getMin()).isEqualTo(-1);
    assertThat(histogram.getMax()).isEqualTo(2);
    assertThat(histogram.getBucketList().stream().mapToDouble(b -> b).sum()).isEqualTo(5);
    assertThat(histogram.getBucketLimitList()).isSorted().hasSize(histogram.getBucketCount());
  }

  @Test
  void everyNumberIsInTheBucketOfItsLimits() {
    float[] numbers = {-3e9f, -0.2f, -1e-20f, 0, 1e-30f, 0.1f, 7, 7, 1e30f};

    Histogram histogram = HistogramBuckets.of(numbers);

    for (float number : numbers) {
      int bucket = 0;
      while (histogram.getBucketLimit(bucket) < number) {
        bucket++;
      }
      assertThat(histogram.getBucket(bucket)).as("bucket of " + number).isPositive();
    }
    assertThat(HistogramBuckets.of(new float[0]).getNum()).isZero();
  }

  @Test
  void aDamagedByteIsFound() throws Exception {
    Path path = temporary.resolve("events");
    try (EventFile file = EventFile.open(path, 0)) {
      file.scalars(1, ImmutableMap.of("a", 1.0));
    }
    byte[] bytes = Files.readAllBytes(path);
    bytes[bytes.length - 6] ^= 1;
    Files.write(path, bytes);

    assertThatThrownBy(() -> read(path)).hasMessageContaining("corrupted record");
  }

  @Test
  void whatWasWrittenAfterACheckpointIsCutOff() throws Exception {
    Path path = temporary.resolve("events");
    long kept;
    try (EventFile file = EventFile.open(path, 0)) {
      file.scalars(1, ImmutableMap.of("a", 1.0));
      kept = file.flush();
      file.scalars(2, ImmutableMap.of("a", 2.0));
    }
    try (EventFile file = EventFile.open(path, kept)) {
      file.scalars(3, ImmutableMap.of("a", 3.0));
    }

    assertThat(read(path)).extracting(Event::getStep).containsExactly(0L, 1L, 3L);
    assertThatExceptionOfType(RunException.class)
        .isThrownBy(() -> EventFile.open(path, 1_000_000))
        .withMessageContaining(path + ": expected 1000000 bytes or more");
  }

  @Test
  void metricsAreLinesOfJsonAndNotANumberIsNull() throws Exception {
    Path path = temporary.resolve("metrics.jsonl");
    try (MetricsLog log = MetricsLog.open(path, 0)) {
      log.line(JsonNodeFactory.instance.objectNode().put("loss", 0.1).put("bad", Double.NaN));
      log.line(JsonNodeFactory.instance.objectNode().put("step", 2));
    }

    List<String> lines = Files.readAllLines(path, UTF_8);
    assertThat(lines).hasSize(2);
    JsonNode first = new ObjectMapper().readTree(lines.get(0));
    assertThat(first.get("loss").asDouble()).isEqualTo(0.1);
    assertThat(first.get("bad").isNull()).isTrue();
  }

  @Test
  void aFileThatCannotBeWrittenIsNamed() throws IOException {
    Path directory = Files.createDirectory(temporary.resolve("metrics.jsonl"));

    assertThatExceptionOfType(RunException.class)
        .isThrownBy(() -> MetricsLog.open(directory, 0))
        .withMessageStartingWith(directory + ": cannot be written");
  }

  private static List<Event> read(Path path) throws Exception {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<? extends TType> queue = tf.io.fifoQueue(List.of(TString.class));
      Operand<? extends TType> reader = tf.io.tfRecordReader();
      org.tensorflow.op.Op enqueue =
          tf.io.queueEnqueue(queue, List.of(tf.constant(path.toString())));
      org.tensorflow.op.Op close = tf.io.queueClose(queue);
      ReaderReadUpTo records = tf.io.readerReadUpTo(reader, queue, tf.constant(1000L));
      Operand<TInt64> count = tf.size(records.values(), TInt64.class);
      List<Event> events = new ArrayList<>();
      try (Session session = new Session(graph)) {
        session.runner().addTarget(enqueue).run().close();
        session.runner().addTarget(close).run().close();
        try (Result result = session.runner().fetch(records.values()).fetch(count).run()) {
          for (var record : ((TString) result.get(0)).asBytes().scalars()) {
            events.add(Event.parseFrom(record.getObject()));
          }
        }
      }
      return events;
    }
  }
}

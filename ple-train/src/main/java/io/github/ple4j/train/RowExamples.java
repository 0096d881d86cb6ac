package io.github.ple4j.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.Predictor;
import io.github.ple4j.serve.WarmupRequest;
import io.github.ple4j.serve.WarmupRequests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A few rows of validation as a caller of the exported model would send them. */
final class RowExamples {
  private static final int ROWS = 8;

  private final Optional<ImmutableMap<String, Column>> raw;
  private final ImmutableMap<String, Column> encoded;

  private RowExamples(
      Optional<ImmutableMap<String, Column>> raw, ImmutableMap<String, Column> encoded) {
    this.raw = raw;
    this.encoded = encoded;
  }

  static RowExamples of(ModelSpec spec, Dataset data) {
    int rows = Math.min(ROWS, data.validation().size());
    Batch batch = data.validation().newBatch(Math.max(1, rows));
    data.validation().read(Shuffle.identity(rows), 0, rows, batch);
    return new RowExamples(RawColumns.of(spec, data, batch), EncodedColumns.of(spec, batch));
  }

  /** The rows as warm-up requests of the given signatures, for {@code assets.extra/}. */
  byte[] warmupRequests(Iterable<SignatureKind> signatures) {
    List<WarmupRequest> requests = new ArrayList<>();
    for (SignatureKind kind : signatures) {
      switch (kind) {
        case SERVING_DEFAULT ->
            raw.ifPresent(
                columns -> requests.add(new WarmupRequest(Predictor.DEFAULT_SIGNATURE, columns)));
        case ENCODED -> requests.add(new WarmupRequest(kind.key(), encoded));
        case TF_EXAMPLE, GATES -> {}
      }
    }
    return WarmupRequests.encode(requests);
  }

  /**
   * The raw rows as JSON lines; empty if a feature is hashed, as no token is known of an id then.
   */
  Optional<String> jsonLines() {
    return raw.map(RowExamples::jsonLines);
  }

  private static String jsonLines(Map<String, Column> columns) {
    ObjectMapper mapper = new ObjectMapper();
    StringBuilder lines = new StringBuilder();
    long rows = columns.values().iterator().next().shape().get(0);
    for (int row = 0; row < rows; row++) {
      ObjectNode object = mapper.createObjectNode();
      for (Map.Entry<String, Column> column : columns.entrySet()) {
        put(object, column.getKey(), column.getValue(), row);
      }
      try {
        lines.append(mapper.writeValueAsString(object)).append('\n');
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }
    return lines.toString();
  }

  private static void put(ObjectNode object, String name, Column column, int row) {
    if (column.shape().numDimensions() == 1) {
      ArrayNode value = object.arrayNode();
      add(value, column, row);
      object.set(name, value.get(0));
      return;
    }
    int width = Math.toIntExact(column.shape().get(1));
    ArrayNode values = object.putArray(name);
    for (int i = 0; i < width; i++) {
      add(values, column, row * width + i);
    }
  }

  private static void add(ArrayNode values, Column column, int index) {
    switch (column.type()) {
      case FLOAT32 -> {
        float value = column.asFloats()[index];
        if (Float.isNaN(value)) {
          values.addNull();
        } else {
          values.add(value);
        }
      }
      case INT64 -> values.add(column.asLongs()[index]);
      case STRING -> values.add(column.asStrings()[index]);
      default -> throw new IllegalArgumentException("no raw feature is of " + column.type());
    }
  }
}

package io.github.ple4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import io.github.ple4j.serve.Column;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;

class JsonRowTest {
  @Test
  void aRowIsAnInstance() throws Exception {
    ImmutableMap<String, Column> inputs =
        ImmutableMap.<String, Column>builder()
            .put("age", Column.floats(38.5f))
            .put("missing", Column.floats(Float.NaN))
            .put("town", Column.strings("São \"Paulo\""))
            .put("id", Column.longs(Long.MAX_VALUE))
            .put("pixel", Column.unsignedBytes((byte) 255))
            .put("clicked", Column.booleans(true))
            .put("history", Column.ints(new int[] {1, 2, 3, 4, 5, 6}, Shape.of(1, 3, 2)))
            .build();
    assertThat(JsonRow.request("serving_default", inputs))
        .isEqualTo(
            "{\"signature_name\":\"serving_default\",\"instances\":[{\"age\":38.5,"
                + "\"missing\":NaN,\"town\":\"São \\\"Paulo\\\"\",\"id\":9223372036854775807,"
                + "\"pixel\":255,\"clicked\":true,\"history\":[[1,2],[3,4],[5,6]]}]}");
  }

  @Test
  void severalRowsAreRefused() {
    assertThatThrownBy(() -> JsonRow.request("s", ImmutableMap.of("age", Column.floats(1, 2))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("age: expected one row, found the shape [2]");
  }
}

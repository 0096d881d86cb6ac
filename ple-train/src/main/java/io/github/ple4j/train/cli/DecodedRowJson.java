package io.github.ple4j.train.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ple4j.train.cli.DecodedRow.Several;
import io.github.ple4j.train.cli.DecodedRow.Single;
import io.github.ple4j.train.cli.DecodedRow.Token;
import java.io.UncheckedIOException;

/**
 * A row as a JSON object on one line. What is not there is null; a token of a weighted feature is
 * an object of token and weight.
 */
final class DecodedRowJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private DecodedRowJson() {}

  static String of(int number, DecodedRow row) {
    ObjectNode root = NODES.objectNode();
    root.put("row", number);
    ObjectNode features = root.putObject("features");
    row.values().forEach((feature, value) -> features.set(feature, node(value)));
    ObjectNode labels = root.putObject("labels");
    row.labels()
        .forEach(
            (task, label) ->
                labels.set(task, label.map(DecodedRowJson::number).orElse(NODES.nullNode())));
    row.sampleWeight().ifPresent(weight -> root.set("sample_weight", number(weight)));
    row.group().ifPresent(group -> root.put("group", group));
    try {
      return MAPPER.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode node(DecodedRow.Value value) {
    if (value instanceof Single single) {
      return single.token().map(DecodedRowJson::node).orElse(NODES.nullNode());
    }
    if (value instanceof Several several) {
      ArrayNode tokens = NODES.arrayNode();
      several.tokens().forEach(token -> tokens.add(node(token)));
      return tokens;
    }
    return number(((DecodedRow.Numeric) value).number());
  }

  private static JsonNode node(Token token) {
    if (token.weight().isEmpty()) {
      return NODES.textNode(token.text());
    }
    ObjectNode node = NODES.objectNode().put("token", token.text());
    node.set("weight", number(token.weight().get()));
    return node;
  }

  /** JSON has no number for NaN and infinity. */
  private static JsonNode number(float number) {
    if (Float.isNaN(number)) {
      return NODES.nullNode();
    }
    return Float.isInfinite(number)
        ? NODES.textNode(Float.toString(number))
        : NODES.numberNode(number);
  }
}

package io.github.ple4j.serve.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.ServingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.ndarray.Shape;

/**
 * The body of KServe's {@code infer}.
 *
 * @param id that the answer repeats
 * @param inputs by name
 * @param outputs names of those wanted; empty: all
 */
record InferRequest(
    Optional<String> id, ImmutableMap<String, Column> inputs, ImmutableList<String> outputs) {
  // TensorFlow ends the process at a tensor of more dimensions.
  private static final int MAXIMUM_RANK = 254;
  private static final long UNKNOWN = -1;

  /** Reads bodies with at most so many rows. */
  static InferRequest read(Json json, Body body, int maximumRows) {
    return json.readObject(body, parser -> new Reading(json, body, maximumRows).request(parser));
  }

  /** A tensor before its values are read. */
  private record Header(
      String name, Optional<String> datatype, Optional<long[]> shape, long dataOffset) {}

  private record Reading(Json json, Body body, int maximumRows) {
    InferRequest request(JsonParser parser) throws IOException {
      Set<String> names = new HashSet<>();
      Optional<String> id = Optional.empty();
      Optional<ImmutableMap<String, Column>> inputs = Optional.empty();
      List<String> outputs = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        Json.checkNew(names, name);
        parser.nextToken();
        switch (name) {
          case "id" -> id = Optional.of(string(parser, "\"id\""));
          case "inputs" -> inputs = Optional.of(inputs(parser));
          case "outputs" -> {
            start(parser, JsonToken.START_ARRAY, "\"outputs\"", "a list");
            while (parser.nextToken() != JsonToken.END_ARRAY) {
              outputs.add(header(parser, "an output").name());
            }
          }
          default -> parser.skipChildren();
        }
      }
      return new InferRequest(
          id,
          inputs.orElseThrow(() -> ServingException.invalid("the request has no \"inputs\"")),
          ImmutableList.copyOf(outputs));
    }

    private ImmutableMap<String, Column> inputs(JsonParser parser) throws IOException {
      start(parser, JsonToken.START_ARRAY, "\"inputs\"", "a list");
      Map<String, Column> inputs = new LinkedHashMap<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        Header header = header(parser, "an input");
        if (inputs.containsKey(header.name())) {
          throw ServingException.invalid("input \"" + header.name() + "\" is given twice");
        }
        inputs.put(header.name(), column(header));
      }
      return ImmutableMap.copyOf(inputs);
    }

    private Header header(JsonParser parser, String what) throws IOException {
      start(parser, JsonToken.START_OBJECT, what, "an object");
      Set<String> names = new HashSet<>();
      Optional<String> name = Optional.empty();
      Optional<String> datatype = Optional.empty();
      Optional<long[]> shape = Optional.empty();
      long data = UNKNOWN;
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        Json.checkNew(names, key);
        parser.nextToken();
        switch (key) {
          case "name" -> name = Optional.of(string(parser, "\"name\" of " + what));
          case "datatype" -> datatype = Optional.of(string(parser, "\"datatype\" of " + what));
          case "shape" -> shape = Optional.of(shape(parser, what));
          case "data" -> {
            // Its type may come after it.
            start(parser, JsonToken.START_ARRAY, "\"data\" of " + what, "a list");
            data = parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
          }
          default -> parser.skipChildren();
        }
      }
      return new Header(
          name.orElseThrow(() -> ServingException.invalid(what + " has no \"name\"")),
          datatype,
          shape,
          data);
    }

    private Column column(Header header) {
      String what = "input \"" + header.name() + "\"";
      long[] shape =
          header.shape().orElseThrow(() -> ServingException.invalid(what + " has no \"shape\""));
      String datatype =
          header
              .datatype()
              .orElseThrow(() -> ServingException.invalid(what + " has no \"datatype\""));
      if (header.dataOffset() == UNKNOWN) {
        throw ServingException.invalid(what + " has no \"data\"");
      }
      if (shape.length > 0 && shape[0] > maximumRows) {
        throw ServingException.invalid("a request may have at most " + maximumRows + " rows");
      }
      TensorReader reader = new TensorReader(KServeType.of(header.name(), datatype));
      try {
        Column nested = json.readAt(body, header.dataOffset(), reader::read);
        boolean flat = nested.shape().numDimensions() == 1;
        if (flat ? nested.size() == size(shape) : nested.shape().equals(Shape.of(shape))) {
          return reader.values().column(Shape.of(shape));
        }
        throw ServingException.invalid(
            "expected values for shape "
                + Arrays.toString(shape)
                + ", found values of shape "
                + nested.shape());
      } catch (ServingException e) {
        throw ServingException.invalid(what + ": " + e.getMessage());
      }
    }

    private static long[] shape(JsonParser parser, String what) throws IOException {
      start(parser, JsonToken.START_ARRAY, "\"shape\" of " + what, "a list");
      long[] shape = new long[4];
      int rank = 0;
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
            || parser.getNumberType() != NumberType.INT
            || parser.getIntValue() < 0) {
          throw ServingException.invalid(
              "\"shape\" of "
                  + what
                  + ": expected sizes from 0 to 2147483647, found "
                  + Json.value(parser));
        }
        if (rank == MAXIMUM_RANK) {
          throw ServingException.invalid(
              "\"shape\" of " + what + ": expected at most " + MAXIMUM_RANK + " dimensions");
        }
        if (rank == shape.length) {
          shape = Arrays.copyOf(shape, 2 * rank);
        }
        shape[rank++] = parser.getIntValue();
      }
      shape = Arrays.copyOf(shape, rank);
      size(shape);
      return shape;
    }

    /** The number of values; also an empty tensor's other sizes must be within bounds. */
    private static long size(long[] shape) {
      long product = 1;
      boolean empty = false;
      for (long size : shape) {
        empty |= size == 0;
        product *= Math.max(1, size);
        if (product > Integer.MAX_VALUE) {
          throw ServingException.invalid("shape " + Arrays.toString(shape) + " is too large");
        }
      }
      return empty ? 0 : product;
    }

    private static void start(JsonParser parser, JsonToken token, String what, String expected)
        throws IOException {
      if (parser.currentToken() != token) {
        throw ServingException.invalid(
            what + ": expected " + expected + ", found " + Json.value(parser));
      }
    }

    private static String string(JsonParser parser, String what) throws IOException {
      if (parser.currentToken() != JsonToken.VALUE_STRING) {
        throw ServingException.invalid(what + ": expected a string, found " + Json.value(parser));
      }
      return parser.getText();
    }
  }
}

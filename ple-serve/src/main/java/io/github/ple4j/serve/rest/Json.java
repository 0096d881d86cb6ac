package io.github.ple4j.serve.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.google.common.base.Utf8;
import io.github.ple4j.serve.ServingException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;

/** JSON with the tokens NaN, Infinity and -Infinity, and the texts for what is wrong with it. */
final class Json {
  private static final int SHOWN_CHARACTERS = 64;
  private static final int MAXIMUM_NAME_BYTES = 4096;

  private final JsonFactory factory;

  /** How often lists and objects may be within each other. */
  Json(int maximumNesting) {
    factory =
        JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            // Names are the clients' to choose: few are kept beyond their request.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(maximumNesting)
                    .maxNameLength(MAXIMUM_NAME_BYTES)
                    // The body's own limit is the one for strings.
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();
  }

  /** What a document's one object is read by. */
  interface Reader<T> {
    T read(JsonParser parser) throws IOException;
  }

  /**
   * Reads a document that is an object; the parser stands at its start, and must be left at its
   * end.
   *
   * @throws ServingException if it is none
   */
  <T> T readObject(Body body, Reader<T> reader) {
    if (body.length() == 0) {
      throw ServingException.invalid("JSON Parse error: The document is empty");
    }
    if (!Utf8.isWellFormed(body.bytes(), 0, body.length())) {
      throw ServingException.invalid("JSON Parse error: Invalid encoding in string.");
    }
    try (JsonParser parser = factory.createParser(body.bytes(), 0, body.length())) {
      if (parser.nextToken() == null) {
        throw ServingException.invalid("JSON Parse error: The document is empty");
      }
      if (!parser.isExpectedStartObjectToken()) {
        throw ServingException.invalid("JSON Value: " + value(parser) + " Is not object");
      }
      T read = reader.read(parser);
      if (parser.nextToken() != null) {
        throw ServingException.invalid(
            "JSON Parse error: The document root must not be followed by other values. at offset: "
                + parser.currentTokenLocation().getByteOffset());
      }
      return read;
    } catch (IOException e) {
      throw parseError(e);
    }
  }

  /** Reads a value in the middle of a document, from where it starts. */
  <T> T readAt(Body body, long offset, Reader<T> reader) {
    int from = Math.toIntExact(offset);
    try (JsonParser parser = factory.createParser(body.bytes(), from, body.length() - from)) {
      parser.nextToken();
      return reader.read(parser);
    } catch (IOException e) {
      throw parseError(e);
    }
  }

  private static ServingException parseError(IOException e) {
    if (e instanceof JsonProcessingException json) {
      String text = String.valueOf(json.getOriginalMessage());
      int end = text.indexOf('\n');
      return ServingException.invalid(
          "JSON Parse error: "
              + (end < 0 ? text : text.substring(0, end))
              + (json.getLocation() == null
                  ? ""
                  : " at offset: " + Math.max(0, json.getLocation().getByteOffset())));
    }
    return ServingException.invalid("JSON Parse error: " + e.getMessage());
  }

  /** A name that an object has a second time. */
  static ServingException duplicate(String name) {
    return ServingException.invalid("JSON Parse error: Duplicate key \"" + shortened(name) + "\"");
  }

  /** Notes a name of an object. */
  static void checkNew(Set<String> names, String name) {
    if (!names.add(name)) {
      throw duplicate(name);
    }
  }

  JsonGenerator generator(OutputStream out) throws IOException {
    return factory.createGenerator(out);
  }

  /** The value at a parser's token for a message; of lists and objects not what is in them. */
  static String value(JsonParser parser) throws IOException {
    return switch (token(parser)) {
      case START_ARRAY, END_ARRAY -> "[...]";
      case START_OBJECT, END_OBJECT, FIELD_NAME -> "{...}";
      case VALUE_STRING -> '"' + shortened(parser.getText()) + '"';
      default -> shortened(parser.getText());
    };
  }

  /** The kind of value at a parser's token, by TensorFlow Serving's names. */
  static String type(JsonParser parser) {
    return switch (token(parser)) {
      case START_ARRAY, END_ARRAY -> "Array";
      case START_OBJECT, END_OBJECT, FIELD_NAME -> "Object";
      case VALUE_STRING -> "String";
      case VALUE_TRUE -> "True";
      case VALUE_FALSE -> "False";
      case VALUE_NULL -> "Null";
      default -> "Number";
    };
  }

  /** The token at which a parser stands. */
  static JsonToken token(JsonParser parser) {
    JsonToken token = parser.currentToken();
    return token == null ? JsonToken.NOT_AVAILABLE : token;
  }

  private static String shortened(String text) {
    return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "...";
  }
}

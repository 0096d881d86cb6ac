package io.github.ple4j.serve.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ByteString;
import io.github.ple4j.serve.ExampleInference;
import io.github.ple4j.serve.ServingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Feature.KindCase;
import org.tensorflow.proto.Features;

/**
 * The body of a {@code :classify} or {@code :regress}.
 *
 * @param signature its name; empty for the default
 * @param examples serialized, with the context in each
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record ExamplesRequest(String signature, byte[][] examples) {
  /** Reads bodies with at most so many examples. */
  static ExamplesRequest read(Json json, Body body, int maximumRows) {
    return json.readObject(body, parser -> read(parser, maximumRows));
  }

  private static ExamplesRequest read(JsonParser parser, int maximumRows) throws IOException {
    Set<String> names = new HashSet<>();
    String signature = "";
    Optional<Example> context = Optional.empty();
    Optional<List<Example>> examples = Optional.empty();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      Json.checkNew(names, name);
      parser.nextToken();
      switch (name) {
        case "signature_name" -> signature = PredictRequest.signatureName(parser);
        case "context" -> context = Optional.of(example(parser));
        case "examples" -> examples = Optional.of(examples(parser, maximumRows));
        default -> parser.skipChildren();
      }
    }
    return new ExamplesRequest(
        signature,
        ExampleInference.serialized(
            context,
            examples.orElseThrow(
                () ->
                    ServingException.invalid(
                        "When method is classify, key 'examples' is expected and was not found"))));
  }

  private static List<Example> examples(JsonParser parser, int maximumRows) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw ServingException.invalid("Expecting 'examples' value to be an list/array");
    }
    List<Example> examples = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (examples.size() == maximumRows) {
        throw ServingException.invalid("a request may have at most " + maximumRows + " rows");
      }
      examples.add(example(parser));
    }
    if (examples.isEmpty()) {
      throw ServingException.invalid("'examples' value is an empty array");
    }
    return examples;
  }

  private static Example example(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw ServingException.invalid(
          "Example must be JSON object but got JSON " + Json.type(parser));
    }
    Features.Builder features = Features.newBuilder();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      if (features.containsFeature(name)) {
        throw Json.duplicate(name);
      }
      Feature.Builder feature = Feature.newBuilder();
      if (parser.nextToken() == JsonToken.START_ARRAY) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          add(parser, name, feature);
        }
      } else {
        add(parser, name, feature);
      }
      features.putFeature(name, feature.build());
    }
    return Example.newBuilder().setFeatures(features).build();
  }

  private static void add(JsonParser parser, String name, Feature.Builder feature)
      throws IOException {
    switch (Json.token(parser)) {
      case VALUE_TRUE, VALUE_FALSE -> {
        checkKind(name, feature, KindCase.INT64_LIST);
        feature.getInt64ListBuilder().addValue(parser.getBooleanValue() ? 1 : 0);
      }
      case VALUE_STRING -> {
        checkKind(name, feature, KindCase.BYTES_LIST);
        feature.getBytesListBuilder().addValue(ByteString.copyFrom(JsonValues.utf8(parser)));
      }
      case START_OBJECT -> {
        checkKind(name, feature, KindCase.BYTES_LIST);
        feature.getBytesListBuilder().addValue(ByteString.copyFrom(JsonValues.base64(parser)));
      }
      case VALUE_NUMBER_FLOAT -> {
        checkKind(name, feature, KindCase.FLOAT_LIST);
        feature.getFloatListBuilder().addValue(JsonValues.decimalFloat(parser));
      }
      case VALUE_NUMBER_INT -> {
        checkKind(name, feature, KindCase.INT64_LIST);
        if (parser.getNumberType() == NumberType.BIG_INTEGER) {
          throw ServingException.invalid(
              "Feature: " + name + " has uint64 element. Only int64 is supported.");
        }
        feature.getInt64ListBuilder().addValue(parser.getLongValue());
      }
      default ->
          throw ServingException.invalid(
              "Feature: " + name + " has element with unexpected JSON type: " + Json.type(parser));
    }
  }

  private static void checkKind(String name, Feature.Builder feature, KindCase kind) {
    KindCase found = feature.getKindCase();
    if (found != KindCase.KIND_NOT_SET && found != kind) {
      String type =
          switch (found) {
            case BYTES_LIST -> "bytes";
            case FLOAT_LIST -> "float";
            default -> "int64";
          };
      throw ServingException.invalid(
          "Unexpected element type in feature: " + name + " expecting type: " + type);
    }
  }
}

package io.github.ple4j.serve.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.ServingException;
import io.github.ple4j.serve.Signature;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The body of a {@code :predict}.
 *
 * @param signature that it asks for
 * @param inputs a column for each input of the signature
 * @param rows whether the answer is by rows ({@code instances}) or by columns ({@code inputs})
 */
record PredictRequest(Signature signature, ImmutableMap<String, Column> inputs, boolean rows) {
  private static final String SIGNATURE_NAME = "signature_name";
  private static final String INSTANCES = "instances";
  private static final String INPUTS = "inputs";

  /** Reads bodies with at most so many rows. */
  static PredictRequest read(
      Json json, Body body, Function<String, Signature> signatures, int maximumRows) {
    // The tensors' types hang on the signature, which may be named only after them.
    Attempt first = new Attempt(signatures, maximumRows, "");
    try {
      PredictRequest request = json.readObject(body, first::read);
      if (first.agrees()) {
        return request;
      }
    } catch (ServingException e) {
      if (first.named.isPresent() && first.agrees()) {
        throw e;
      }
      Optional<String> named = signatureName(json, body);
      if (named.isEmpty() || named.get().isEmpty()) {
        throw e;
      }
      return json.readObject(body, new Attempt(signatures, maximumRows, named.get())::read);
    }
    return json.readObject(body, new Attempt(signatures, maximumRows, first.named())::read);
  }

  private static Optional<String> signatureName(Json json, Body body) {
    try {
      return json.readObject(
          body,
          parser -> {
            Optional<String> name = Optional.empty();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
              boolean here = parser.currentName().equals(SIGNATURE_NAME);
              parser.nextToken();
              if (here && parser.currentToken() == JsonToken.VALUE_STRING) {
                name = Optional.of(parser.getText());
              }
              parser.skipChildren();
            }
            return name;
          });
    } catch (ServingException e) {
      return Optional.empty(); // The first error is the one to tell.
    }
  }

  /** A reading that takes a signature for granted until one is named. */
  private static final class Attempt {
    private final Function<String, Signature> signatures;
    private final int maximumRows;
    private final String assumed;
    private Optional<String> named = Optional.empty();
    private Optional<String> used = Optional.empty();

    Attempt(Function<String, Signature> signatures, int maximumRows, String assumed) {
      this.signatures = signatures;
      this.maximumRows = maximumRows;
      this.assumed = assumed;
    }

    String named() {
      return named.orElse("");
    }

    /** Whether the tensors were read by the signature that was named. */
    boolean agrees() {
      return used.isEmpty() || named.isEmpty() || used.get().equals(named.get());
    }

    PredictRequest read(JsonParser parser) throws IOException {
      Set<String> names = new HashSet<>();
      Optional<PredictRequest> request = Optional.empty();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        Json.checkNew(names, name);
        parser.nextToken();
        switch (name) {
          case SIGNATURE_NAME -> named = Optional.of(signatureName(parser));
          case INSTANCES, INPUTS -> {
            if (names.contains(INSTANCES) && names.contains(INPUTS)) {
              throw ServingException.invalid(
                  "Not formatted correctly expecting only one of 'inputs' or 'instances' keys to"
                      + " exist");
            }
            used = Optional.of(named.orElse(assumed));
            Signature signature = signatures.apply(used.get());
            if (signature.inputs().isEmpty()) {
              throw ServingException.invalid(
                  "Failed to get input map for signature: "
                      + (used.get().isEmpty() ? "DEFAULT" : used.get()));
            }
            InputsReader inputs = new InputsReader(signature, maximumRows);
            boolean rows = name.equals(INSTANCES);
            request =
                Optional.of(
                    new PredictRequest(
                        signature,
                        rows ? inputs.readRows(parser) : inputs.readColumns(parser),
                        rows));
          }
          default -> parser.skipChildren();
        }
      }
      return request.orElseThrow(
          () -> ServingException.invalid("Missing 'inputs' or 'instances' key"));
    }
  }

  /** The value of {@code signature_name}. */
  static String signatureName(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw ServingException.invalid(
          "JSON Value: "
              + Json.value(parser)
              + " not formatted correctly. 'signature_name' key must be a string value.");
    }
    return parser.getText();
  }
}

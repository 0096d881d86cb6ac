package io.github.ple4j.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TextFormat.Parser.SingularOverwritePolicy;
import com.google.protobuf.TextFormatParseInfoTree;
import com.google.protobuf.TextFormatParseLocation;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A message in protobuf text format.
 *
 * @param source where the text is from, for errors
 */
record TextFile(String source, String text) {
  private static final Pattern POSITION = Pattern.compile("^[0-9]+:[0-9]+: ");
  private static final Pattern UNKNOWN_FIELD =
      Pattern.compile(
          "Input contains unknown fields and/or extensions:\\s+([0-9]+:[0-9]+)[: \\t]+(\\S+)");

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException if it is not text in UTF-8
   */
  static TextFile read(Path file) throws IOException {
    try {
      return new TextFile(file.toString(), Files.readString(file, UTF_8));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + ": expected text in UTF-8", e);
    }
  }

  /**
   * Parses the text into a message.
   *
   * @return where the fields stand
   * @throws IllegalArgumentException if it is not such a message; with file, line and column
   */
  Places parse(Message.Builder message) {
    TextFormatParseInfoTree.Builder places = TextFormatParseInfoTree.builder();
    try {
      TextFormat.Parser.newBuilder()
          // A field given twice is a mistake, not an override.
          .setSingularOverwritePolicy(SingularOverwritePolicy.FORBID_SINGULAR_OVERWRITES)
          .setParseInfoTreeBuilder(places)
          .build()
          .merge(text, message);
    } catch (TextFormat.ParseException e) {
      String problem = String.valueOf(e.getMessage());
      Matcher unknown = UNKNOWN_FIELD.matcher(problem);
      throw new IllegalArgumentException(
          unknown.find()
              ? source + ":" + unknown.group(1) + ": unknown field " + unknown.group(2)
              : source
                  + ":"
                  + e.getLine()
                  + ":"
                  + e.getColumn()
                  + ": "
                  + POSITION.matcher(problem).replaceFirst("").lines().findFirst().orElse(""),
          e);
    }
    return new Places(source, message.getDescriptorForType(), places.build());
  }

  /** Where the fields of a message stand in its text. */
  record Places(String source, Descriptor type, TextFormatParseInfoTree tree) {
    /**
     * Applies what a field says.
     *
     * @throws IllegalArgumentException as the change does, with file, line and column
     */
    <T> T at(String field, T value, UnaryOperator<T> change) {
      try {
        return change.apply(value);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(place(field) + ": " + e.getMessage(), e);
      }
    }

    /** The fields of the message at {@code field}, of which there may be several. */
    Places in(String field, int index) {
      FieldDescriptor descriptor = type.findFieldByName(field);
      return new Places(source, descriptor.getMessageType(), tree.getNestedTree(descriptor, index));
    }

    /** How often a field is given. */
    int count(String field) {
      return tree.getLocations(type.findFieldByName(field)).size();
    }

    /** File, line and column of a field; the file alone if the field is not set. */
    String place(String field) {
      return place(field, 0);
    }

    /** Of one of several. */
    String place(String field, int index) {
      List<TextFormatParseLocation> places = tree.getLocations(type.findFieldByName(field));
      if (index >= places.size()) {
        return source;
      }
      TextFormatParseLocation place = places.get(index);
      return source + ":" + (place.getLine() + 1) + ":" + (place.getColumn() + 1);
    }
  }
}

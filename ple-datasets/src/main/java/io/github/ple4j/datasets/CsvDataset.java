package io.github.ple4j.datasets;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Data of the user's own in CSV files (RFC 4180, UTF-8; plain or gzipped), described by a {@link
 * CsvSchema}. Rows are kept in memory, in about four bytes a value. Vocabularies are built on
 * train: the most frequent token first, equally frequent ones in their natural order.
 */
public final class CsvDataset {
  private static final Pattern UNKNOWN_FIELD =
      Pattern.compile("unknown fields and/or extensions:\\s+[0-9:]+\\s+(\\S+)");

  private CsvDataset() {}

  /**
   * Reads a schema in text format.
   *
   * @throws DataException if there is no such file, or it is not in that format, with the line
   */
  public static CsvSchema readSchema(Path file) {
    String text;
    try {
      text = Files.readString(file, UTF_8);
    } catch (NoSuchFileException e) {
      throw new DataException(
          file + ": expected a schema of CSV files in text format, found no file", e);
    } catch (IOException e) {
      throw new DataException(file + ": expected a readable text file, found: " + e, e);
    }
    CsvSchema.Builder schema = CsvSchema.newBuilder();
    try {
      TextFormat.Parser.newBuilder()
          .setSingularOverwritePolicy(
              TextFormat.Parser.SingularOverwritePolicy.FORBID_SINGULAR_OVERWRITES)
          .build()
          .merge(text, schema);
    } catch (TextFormat.ParseException e) {
      String message = String.valueOf(e.getMessage());
      Matcher unknown = UNKNOWN_FIELD.matcher(message);
      throw new DataException(
          file
              + ":"
              + e.getLine()
              + ": expected a schema of CSV files in text format, found: "
              + (unknown.find()
                  ? "unknown field " + unknown.group(1)
                  : message.lines().findFirst().orElse("").replaceFirst("^[0-9]+:[0-9]+: ", "")),
          e);
    }
    return schema.build();
  }

  /**
   * Reads the files.
   *
   * @param directory from which the schema names them
   * @throws DataException if the schema cannot be, or a file is missing, truncated or not as the
   *     schema says
   */
  public static Dataset load(CsvSchema schema, Path directory) {
    CsvSchemaCheck.check(schema);
    return new CsvTables(schema).load(directory);
  }

  /** SHA-256 of a schema, in hexadecimal, whatever its layout and comments. */
  static String sha256(CsvSchema schema) {
    return Hashing.sha256()
        .hashString(TextFormat.printer().printToString(schema), UTF_8)
        .toString();
  }
}

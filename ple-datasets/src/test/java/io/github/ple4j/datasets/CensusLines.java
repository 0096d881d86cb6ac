package io.github.ple4j.datasets;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Small files in the format of census-income. */
final class CensusLines {

  private static final String LINE =
      "73, Not in universe, 0, 0, High school graduate, 0, Not in universe, Widowed,"
          + " Not in universe or children, Not in universe, White, All other, Female,"
          + " Not in universe, Not in universe, Not in labor force, 0, 0, 0, Nonfiler,"
          + " Not in universe, Not in universe, Other Rel 18+ ever marr not in subfamily,"
          + " Other relative of householder, 1700.09, ?, ?, ?,"
          + " Not in universe under 1 year old, ?, 0, Not in universe, United-States,"
          + " United-States, United-States, Native- Born in the United States, 0,"
          + " Not in universe, 2, 0, 95, - 50000.";

  private CensusLines() {}

  /** A line of the data set. */
  static String line() {
    return LINE;
  }

  /** The line with other values in some columns: column, value, column, value, ... */
  static String line(Object... changes) {
    String[] fields = LINE.split(",");
    for (int i = 0; i < changes.length; i += 2) {
      fields[(Integer) changes[i]] = " " + changes[i + 1];
    }
    return String.join(",", fields);
  }

  static byte[] bytes(String... lines) {
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(buffer)) {
      gzip.write(bytes);
    }
    return buffer.toByteArray();
  }

  /** Writes train and test to {@code directory}. */
  static void write(Path directory, List<String> train, List<String> test) throws IOException {
    Files.write(directory.resolve("census-income.data"), bytes(train.toArray(String[]::new)));
    Files.write(directory.resolve("census-income.test"), bytes(test.toArray(String[]::new)));
  }

  /** As many copies of a line as asked for, told apart by their age. */
  static List<String> copies(int count) {
    String[] lines = new String[count];
    Arrays.setAll(lines, i -> line(0, i));
    return List.of(lines);
  }
}

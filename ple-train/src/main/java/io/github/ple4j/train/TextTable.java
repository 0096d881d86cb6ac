package io.github.ple4j.train;

import com.google.common.base.Strings;
import java.util.List;

/** Aligned lines of text for people. */
public final class TextTable {
  private TextTable() {}

  /**
   * Lines of equally many cells.
   *
   * @param words how many columns hold words and start alike; the others hold numbers and end alike
   */
  public static String aligned(List<List<String>> lines, int words) {
    return aligned(lines, words, 0);
  }

  /**
   * Lines of equally many cells.
   *
   * @param wordsAtEnd how many of the last columns hold words too
   */
  static String aligned(List<List<String>> lines, int words, int wordsAtEnd) {
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder row = new StringBuilder();
      for (int column = 0; column < line.size(); column++) {
        int width = width(lines, column);
        String cell = line.get(column);
        boolean isWords = column < words || column >= line.size() - wordsAtEnd;
        row.append(column == 0 ? "" : "  ");
        row.append(isWords ? Strings.padEnd(cell, width, ' ') : Strings.padStart(cell, width, ' '));
      }
      text.append(row.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static int width(List<List<String>> lines, int column) {
    return lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(0);
  }
}

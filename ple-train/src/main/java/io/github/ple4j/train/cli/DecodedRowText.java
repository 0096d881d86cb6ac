package io.github.ple4j.train.cli;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import io.github.ple4j.train.cli.DecodedRow.Several;
import io.github.ple4j.train.cli.DecodedRow.Single;
import io.github.ple4j.train.cli.DecodedRow.Token;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** A row for people: a line a feature, then one a label; {@code -} for what is not there. */
final class DecodedRowText {
  private static final String NONE = "-";
  private static final int TOKENS = 8;

  private DecodedRowText() {}

  static String of(DecodedRow row) {
    Map<String, String> lines = new LinkedHashMap<>();
    row.values().forEach((feature, value) -> lines.put(feature, text(value)));
    row.labels()
        .forEach(
            (task, label) ->
                lines.put("label " + task, label.map(DecodedRowText::number).orElse(NONE)));
    row.sampleWeight().ifPresent(weight -> lines.put("sample weight", number(weight)));
    row.group().ifPresent(group -> lines.put("group", Long.toString(group)));
    int width = lines.keySet().stream().mapToInt(String::length).max().orElse(0);
    StringBuilder text = new StringBuilder();
    lines.forEach(
        (name, value) ->
            text.append("  ")
                .append(Strings.padEnd(name, width, ' '))
                .append("  ")
                .append(value)
                .append('\n'));
    return text.toString();
  }

  private static String text(DecodedRow.Value value) {
    if (value instanceof Single single) {
      return single.token().map(DecodedRowText::text).orElse(NONE);
    }
    if (value instanceof Several several) {
      return text(several.tokens());
    }
    return number(((DecodedRow.Numeric) value).number());
  }

  private static String text(ImmutableList<Token> tokens) {
    if (tokens.isEmpty()) {
      return NONE;
    }
    String first =
        tokens.stream().limit(TOKENS).map(DecodedRowText::text).collect(Collectors.joining(", "));
    return tokens.size() <= TOKENS ? first : first + ", ... (" + tokens.size() + " in all)";
  }

  private static String text(Token token) {
    return token.text() + token.weight().map(weight -> ":" + number(weight)).orElse("");
  }

  private static String number(float number) {
    if (Float.isNaN(number)) {
      return NONE;
    }
    String text = Float.toString(number);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }
}

package io.github.ple4j.train;

import com.google.common.base.CharMatcher;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Numbers and tokens as the cells of a table have them. */
final class Figures {
  private static final MathContext DIGITS = new MathContext(5);
  private static final double LEAST_PLAIN = 1e-4;
  private static final double MOST_PLAIN = 1e9;
  private static final double ALL_DIGITS = 1e4; // before the point

  private Figures() {}

  /** With five significant digits, more before the point. */
  static String number(double number) {
    double size = Math.abs(number);
    if (!Double.isFinite(number)) {
      return Double.toString(number);
    }
    if (number != 0 && (size < LEAST_PLAIN || size >= MOST_PLAIN)) {
      return String.format(Locale.ROOT, "%.3e", number);
    }
    if (size >= ALL_DIGITS || number == 0) {
      return String.format(Locale.ROOT, "%.0f", size == 0 ? 0 : number);
    }
    return new BigDecimal(number).round(DIGITS).stripTrailingZeros().toPlainString();
  }

  /** In per cent with two decimals, which hide neither a few nor that a few are missing. */
  static String percent(long part, long whole) {
    if (whole == 0) {
      return "-";
    }
    if (part == 0 || part == whole) {
      return part == 0 ? "0" : "100";
    }
    String text = String.format(Locale.ROOT, "%.2f", 100.0 * part / whole);
    return switch (text) {
      case "0.00" -> "<0.01";
      case "100.00" -> ">99.99";
      default -> text;
    };
  }

  static String count(DistinctCount count) {
    return (count.exact() ? "" : ">") + count.count();
  }

  /** At most so many characters, none of which moves a terminal's cursor. */
  static String token(String token, int most) {
    String line = CharMatcher.javaIsoControl().replaceFrom(token, ' ');
    return line.codePointCount(0, line.length()) <= most
        ? line
        : line.substring(0, line.offsetByCodePoints(0, most - 3)) + "...";
  }
}

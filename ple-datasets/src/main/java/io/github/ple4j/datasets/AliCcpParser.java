package io.github.ple4j.datasets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.ple4j.datasets.AliCcpFault.Kind;

/**
 * Takes the lines of Ali-CCP's files apart, byte by byte, without an object per field:
 *
 * <pre>
 * skeleton: sample id, click, conversion, common index, number of features, features
 * common:   common index, number of features, features
 * features: FIELD 0x02 ID 0x03 VALUE, with 0x01 between them, in any order
 * </pre>
 *
 * <p>Not thread-safe.
 */
final class AliCcpParser {
  private static final byte BETWEEN_FEATURES = 1;
  private static final byte BEFORE_ID = 2;
  private static final byte BEFORE_VALUE = 3;
  private static final int INDEX_DIGITS = 16;
  private static final int SHOWN = 40;

  /** Powers of ten that a double has exactly. */
  private static final double[] POWERS = powers();

  private static final long EXACT = 1L << 53;

  private final boolean common;
  private final AliCcpRows rows;
  private byte[] text = new byte[0];
  private int at;
  private int end; // of the line
  private int column;

  /** A parser of one kind of file, which adds to these rows. */
  AliCcpParser(boolean common, AliCcpRows rows) {
    this.common = common;
    this.rows = rows;
  }

  /**
   * Adds the line {@code bytes[from .. to)}, without its line end, as a row.
   *
   * @return false if it is a conversion without a click, which is no row
   * @throws AliCcpFault if it is not as it should be; no row is added then
   */
  boolean parse(byte[] bytes, int from, int to) throws AliCcpFault {
    text = bytes;
    at = from;
    end = to;
    column = 0;
    try {
      return common ? commonLine() : skeletonLine();
    } catch (AliCcpFault fault) {
      rows.dropRow();
      throw fault;
    }
  }

  private boolean commonLine() throws AliCcpFault {
    long index = index();
    features(count());
    rows.endRow(index);
    return true;
  }

  private boolean skeletonLine() throws AliCcpFault {
    nextColumn(); // the sample's id
    int click = label("click");
    int conversion = label("conversion");
    long index = index();
    features(count());
    if (conversion > click) {
      rows.dropRow();
      return false;
    }
    rows.endRow(index, click, conversion);
    return true;
  }

  private int label(String name) throws AliCcpFault {
    int from = at;
    int to = nextColumn();
    if (to - from != 1 || (text[from] != '0' && text[from] != '1')) {
      throw fault(Kind.BROKEN_LABEL, name, "0 or 1", from, to);
    }
    return text[from] - '0';
  }

  private long index() throws AliCcpFault {
    int from = at;
    int to = nextColumn();
    long index = 0;
    for (int i = from; i < to; i++) {
      int digit = Character.digit(text[i], INDEX_DIGITS);
      if (digit < 0) {
        throw indexFault(from, to);
      }
      index = index << 4 | digit;
    }
    if (to - from != INDEX_DIGITS) {
      throw indexFault(from, to);
    }
    return index;
  }

  private AliCcpFault indexFault(int from, int to) {
    return fault(Kind.BROKEN_INDEX, "common_feature_index", "16 hexadecimal digits", from, to);
  }

  private int count() throws AliCcpFault {
    int from = at;
    int to = nextColumn();
    long count = integer(from, to);
    if (count < 0) {
      throw fault(Kind.LIST_COUNT, "feature_num", "a number of features", from, to);
    }
    return (int) count;
  }

  /** A number of at most 31 bits in decimal; -1 if there is none. */
  private long integer(int from, int to) {
    long value = 0;
    if (from == to || to - from > 10) {
      return -1;
    }
    for (int i = from; i < to; i++) {
      int digit = text[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value > Integer.MAX_VALUE ? -1 : value;
  }

  private void features(int expected) throws AliCcpFault {
    int found = 0;
    while (at < end) {
      found++;
      feature(found);
      if (at < end) {
        at++; // the separator
        if (at == end) {
          throw triple(found + 1, "FIELD 0x02 ID 0x03 VALUE", at, end);
        }
      }
    }
    if (found != expected) {
      throw new AliCcpFault(
          Kind.LIST_COUNT,
          "column %d (feature_list): expected %d features as column %d says, found %d"
              .formatted(column, expected, column - 1, found));
    }
  }

  private void feature(int number) throws AliCcpFault {
    int fieldFrom = at;
    int fieldTo = fieldFrom;
    while (fieldTo < end && text[fieldTo] != BEFORE_ID && text[fieldTo] != BETWEEN_FEATURES) {
      fieldTo++;
    }
    if (fieldTo == end || text[fieldTo] != BEFORE_ID) {
      throw triple(number, "FIELD 0x02 ID 0x03 VALUE", fieldFrom, fieldTo);
    }
    int idFrom = fieldTo + 1;
    int idTo = idFrom;
    long id = 0;
    while (idTo < end && text[idTo] >= '0' && text[idTo] <= '9' && id <= Integer.MAX_VALUE) {
      id = id * 10 + (text[idTo++] - '0');
    }
    if (idTo == end || text[idTo] != BEFORE_VALUE || id == 0 || id > Integer.MAX_VALUE) {
      throw triple(number, "an id from 1 to 2147483647", idFrom, tripleEnd(idFrom));
    }
    at = idTo + 1;
    float weight = weight(number);
    int field = AliCcpField.find(text, fieldFrom, fieldTo);
    AliCcpRows.Values values = field < 0 ? null : rows.of(field);
    if (values == null) {
      throw new AliCcpFault(
          Kind.UNKNOWN_FIELD,
          "column %d (feature_list), feature %d: expected a field of %s, found \"%s\""
              .formatted(
                  column,
                  number,
                  common ? "users" : "items, crosses and context",
                  shown(fieldFrom, fieldTo)));
    }
    values.add((int) id, weight);
  }

  /** The decimal number at hand, up to the end of the feature. */
  private float weight(int number) throws AliCcpFault {
    int from = at;
    int to = from;
    long digits = 0;
    int point = -1;
    boolean plain = true;
    while (to < end && text[to] != BETWEEN_FEATURES) {
      byte character = text[to];
      if (character >= '0' && character <= '9' && digits < EXACT / 10) {
        digits = digits * 10 + (character - '0');
      } else if (character == '.' && point < 0) {
        point = to;
      } else {
        plain = false;
      }
      to++;
    }
    int decimals = point < 0 ? 0 : to - point - 1;
    at = to;
    int count = to - from - (point < 0 ? 0 : 1);
    if (plain && count > 0 && decimals < POWERS.length) {
      return (float) (digits / POWERS[decimals]);
    }
    return slowly(number, from, to);
  }

  private float slowly(int number, int from, int to) throws AliCcpFault {
    float value;
    try {
      value = (float) Double.parseDouble(new String(text, from, to - from, ISO_8859_1));
    } catch (NumberFormatException e) {
      throw triple(number, "a number as its value", from, to);
    }
    if (!Float.isFinite(value)) {
      throw triple(number, "a finite number as its value", from, to);
    }
    return value;
  }

  /** Moves to the next column, and returns where the one at hand ends. */
  private int nextColumn() throws AliCcpFault {
    int to = at;
    while (to < end && text[to] != ',') {
      to++;
    }
    if (to == end) {
      throw new AliCcpFault(
          Kind.COLUMN_COUNT, "expected %d columns, found %d".formatted(common ? 3 : 6, column + 1));
    }
    at = to + 1;
    column++;
    return to;
  }

  private int tripleEnd(int from) {
    int to = from;
    while (to < end && text[to] != BETWEEN_FEATURES) {
      to++;
    }
    return to;
  }

  private AliCcpFault triple(int number, String expected, int from, int to) {
    return new AliCcpFault(
        Kind.BROKEN_TRIPLE,
        "column %d (feature_list), feature %d: expected %s, found \"%s\""
            .formatted(column, number, expected, shown(from, to)));
  }

  /** Of the column before the one at hand. */
  private AliCcpFault fault(Kind kind, String name, String expected, int from, int to) {
    return new AliCcpFault(
        kind,
        "column %d (%s): expected %s, found \"%s\""
            .formatted(column - 1, name, expected, shown(from, to)));
  }

  private String shown(int from, int to) {
    StringBuilder shown = new StringBuilder();
    for (int i = from; i < Math.min(to, from + SHOWN); i++) {
      int character = text[i] & 0xff;
      if (character < ' ' || character > '~') {
        shown.append("\\x").append("%02x".formatted(character));
      } else {
        shown.append((char) character);
      }
    }
    return to - from > SHOWN ? shown + "..." : shown.toString();
  }

  private static double[] powers() {
    double[] powers = new double[23];
    double power = 1;
    for (int i = 0; i < powers.length; i++) {
      powers[i] = power;
      power *= 10;
    }
    return powers;
  }
}

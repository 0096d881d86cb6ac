package io.github.ple4j.datasets;

import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.Floats;
import java.util.Arrays;

/** Collects one field of every line. */
sealed interface CensusField {

  /** What a field must be, for messages. */
  String expected();

  /**
   * Takes the field {@code buffer[from .. to)}, which is trimmed; false if it is not as expected.
   */
  boolean accept(char[] buffer, int from, int to);

  /** A field that is of no use. */
  record Unused() implements CensusField {
    @Override
    public String expected() {
      return "anything";
    }

    @Override
    public boolean accept(char[] buffer, int from, int to) {
      return true;
    }
  }

  /** Numbers. */
  final class Numbers implements CensusField {
    private static final int DIGITS_OF_AN_INT = 9;

    private float[] values = new float[1024];
    private int size;

    float[] values() {
      return Arrays.copyOf(values, size);
    }

    @Override
    public String expected() {
      return "a finite number";
    }

    @Override
    public boolean accept(char[] buffer, int from, int to) {
      float value = parse(buffer, from, to);
      values = size == values.length ? Arrays.copyOf(values, 2 * size) : values;
      values[size++] = value;
      return Float.isFinite(value);
    }

    private static float parse(char[] buffer, int from, int to) {
      if (from == to || to - from > DIGITS_OF_AN_INT) {
        return parseAny(buffer, from, to);
      }
      int value = 0;
      for (int i = from; i < to; i++) {
        int digit = buffer[i] - '0';
        if (digit < 0 || digit > 9) {
          return parseAny(buffer, from, to);
        }
        value = 10 * value + digit;
      }
      return value;
    }

    private static float parseAny(char[] buffer, int from, int to) {
      Float value = Floats.tryParse(new String(buffer, from, to - from));
      return value == null ? Float.NaN : value;
    }
  }

  /** Tokens, of which {@code allowed} are all that may occur, unless it is empty. */
  final class Tokens implements CensusField {
    private final ImmutableSet<String> allowed;
    private final TokenDictionary dictionary = new TokenDictionary();
    private int[] codes = new int[1024];
    private int size;

    Tokens(ImmutableSet<String> allowed) {
      this.allowed = allowed;
    }

    TokenDictionary dictionary() {
      return dictionary;
    }

    /** Codes of the dictionary, one per line. */
    int[] codes() {
      return Arrays.copyOf(codes, size);
    }

    @Override
    public String expected() {
      return "one of " + allowed;
    }

    @Override
    public boolean accept(char[] buffer, int from, int to) {
      int code = dictionary.code(buffer, from, to);
      codes = size == codes.length ? Arrays.copyOf(codes, 2 * size) : codes;
      codes[size++] = code;
      return allowed.isEmpty()
          || dictionary.count(code) > 1
          || allowed.contains(dictionary.tokens().get(code));
    }
  }
}

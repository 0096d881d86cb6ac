package io.github.ple4j.datasets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Codes of tokens that come as slices of a buffer, numbered as they appear, with their counts. A
 * string is made only for a token that is new.
 */
final class TokenDictionary {

  private final List<String> tokens = new ArrayList<>();
  private long[] counts = new long[8];

  /** Open addressing with linear probing: codes plus 1, 0 where free; at most half full. */
  private int[] slots = new int[16];

  /** Returns the code of the token {@code buffer[from .. to)}, and counts it. */
  int code(char[] buffer, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + buffer[i];
    }
    int mask = slots.length - 1;
    int slot = Vocabulary.spread(hash) & mask;
    while (slots[slot] != 0) {
      int code = slots[slot] - 1;
      if (isEqual(tokens.get(code), buffer, from, to)) {
        counts[code]++;
        return code;
      }
      slot = (slot + 1) & mask;
    }
    return add(new String(buffer, from, to - from), slot);
  }

  /** Returns the code of a token, and counts it. */
  int code(String token) {
    char[] characters = token.toCharArray();
    return code(characters, 0, characters.length);
  }

  /** The tokens in the order of their codes. */
  List<String> tokens() {
    return tokens;
  }

  /** How often a code was asked for. */
  long count(int code) {
    return counts[code];
  }

  private int add(String token, int slot) {
    int code = tokens.size();
    tokens.add(token);
    slots[slot] = code + 1;
    if (code == counts.length) {
      counts = Arrays.copyOf(counts, 2 * code);
    }
    counts[code] = 1;
    if (2 * tokens.size() > slots.length) {
      rehash();
    }
    return code;
  }

  private void rehash() {
    slots = new int[2 * slots.length];
    int mask = slots.length - 1;
    for (int code = 0; code < tokens.size(); code++) {
      int slot = Vocabulary.spread(tokens.get(code).hashCode()) & mask;
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = code + 1;
    }
  }

  private static boolean isEqual(String token, char[] buffer, int from, int to) {
    if (token.length() != to - from) {
      return false;
    }
    for (int i = 0; i < token.length(); i++) {
      if (token.charAt(i) != buffer[from + i]) {
        return false;
      }
    }
    return true;
  }
}

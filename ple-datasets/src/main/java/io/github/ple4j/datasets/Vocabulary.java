package io.github.ple4j.datasets;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkElementIndex;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.primitives.Ints;
import java.util.List;

/**
 * Tokens and their ids: token {@code i} of the list, counted from 0, has id {@code i + 1}, and id 0
 * is for every token that is not in the list. The tokens in the order of their ids are the lines of
 * a vocabulary file. Immutable and thread-safe.
 */
public final class Vocabulary {

  private static final CharMatcher LINE_END = CharMatcher.anyOf("\n\r");

  private final ImmutableList<String> tokens;

  /** Open addressing with linear probing: ids, 0 where free; at most half full. */
  private final int[] slots;

  private Vocabulary(ImmutableList<String> tokens) {
    this.tokens = tokens;
    slots = new int[tableSize(tokens.size())];
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i);
      checkArgument(
          LINE_END.matchesNoneOf(token), "token %s of a vocabulary has a line end: %s", i, token);
      int slot = slot(token);
      checkArgument(slots[slot] == 0, "duplicate token in a vocabulary: %s", token);
      slots[slot] = i + 1;
    }
  }

  /**
   * A vocabulary of the given tokens, the first of which gets id 1.
   *
   * @throws IllegalArgumentException for a token that occurs twice or holds a line end
   */
  public static Vocabulary of(List<String> tokens) {
    return new Vocabulary(ImmutableList.copyOf(tokens));
  }

  /** Number of ids, the out-of-vocabulary id 0 included: one more than there are tokens. */
  public int size() {
    return tokens.size() + 1;
  }

  /** Returns the id of {@code token}, 0 if it is unknown. */
  public int id(String token) {
    return slots[slot(token)];
  }

  /** Returns the token of {@code id}, which must be in {@code [1, size())}. */
  public String token(int id) {
    checkElementIndex(id - 1, tokens.size(), "token");
    return tokens.get(id - 1);
  }

  /** The tokens in the order of their ids, from id 1. */
  public ImmutableList<String> tokens() {
    return tokens;
  }

  /** SHA-256, in hexadecimal, of the tokens' UTF-8 bytes, each token followed by a newline. */
  public String sha256() {
    Hasher hasher = Hashing.sha256().newHasher();
    for (String token : tokens) {
      hasher.putString(token, UTF_8).putByte((byte) '\n');
    }
    return hasher.hash().toString();
  }

  @Override
  public String toString() {
    return "Vocabulary[size=" + size() + "]";
  }

  private int slot(String token) {
    int mask = slots.length - 1;
    int slot = spread(token.hashCode()) & mask;
    while (slots[slot] != 0 && !tokens.get(slots[slot] - 1).equals(token)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** A power of two that leaves at least half of the table free. */
  static int tableSize(int entries) {
    checkArgument(entries <= 1 << 29, "too many tokens: %s", entries);
    return Ints.max(2, Integer.highestOneBit(Math.max(1, entries)) << 2);
  }

  /** Brings the high bits of a polynomial hash into the low ones, which choose the slot. */
  static int spread(int hash) {
    int mixed = hash * 0x9E3779B9;
    return mixed ^ (mixed >>> 15);
  }
}

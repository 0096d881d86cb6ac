package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import java.util.OptionalLong;

/**
 * Which ids a categorical column has, and how often. Id 0 of a vocabulary stands for what it has no
 * token for, and is counted apart.
 *
 * @param hashed whether ids are hash buckets instead of tokens of a vocabulary
 * @param size tokens of the vocabulary, or hash buckets
 * @param values how many values the column has, those out of vocabulary included
 * @param distinct how many tokens or buckets occur
 * @param outOfVocabulary how many values are out of vocabulary; empty of hash buckets
 * @param mostFrequent the three most frequent tokens, the most frequent first; {@code #17} is a
 *     hash bucket
 * @param byRank how often the token of a rank occurs: of all ranks up to ten, then of ever fewer
 * @param shares how many values each of at most {@link Histogram#BINS} groups of tokens has, which
 *     are of as many tokens each, the most frequent first; the last may have fewer tokens
 */
public record IdUse(
    boolean hashed,
    int size,
    long values,
    long distinct,
    OptionalLong outOfVocabulary,
    ImmutableList<TokenCount> mostFrequent,
    ImmutableList<RankCount> byRank,
    ImmutableList<Long> shares) {

  /** How often a token occurs. */
  public record TokenCount(String token, long count) {}

  /**
   * How often the token of a rank occurs.
   *
   * @param rank from 1, that of the most frequent token
   */
  public record RankCount(long rank, long count) {}
}

package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Longs;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Encoding;
import io.github.ple4j.datasets.Feature.Categorical;
import io.github.ple4j.datasets.Vocabulary;
import io.github.ple4j.train.IdUse.RankCount;
import io.github.ple4j.train.IdUse.TokenCount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Counts the ids of a categorical feature. Memory is eight bytes an id up to the largest that
 * occurs, as much as an embedding of two numbers. Not thread-safe.
 */
final class IdCounts {
  private static final int MOST_FREQUENT = 3;
  private static final int EVERY_RANK = 10;
  private static final double RANK_STEP = 1.15;

  private final Optional<Vocabulary> vocabulary; // none where hashed
  private final int size;
  private long[] counts = new long[16];
  private long values;

  IdCounts(Dataset data, Categorical feature) {
    if (feature.encoding() instanceof Encoding.HashEncoding hash) {
      vocabulary = Optional.empty();
      size = hash.buckets();
    } else {
      Vocabulary tokens = data.vocabulary(feature.name());
      vocabulary = Optional.of(tokens);
      size = tokens.tokens().size();
    }
  }

  void add(int id) {
    if (id >= counts.length) {
      counts =
          Arrays.copyOf(counts, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(id + 1L, 2L * id)));
    }
    counts[id]++;
    values++;
  }

  IdUse use() {
    long outside = vocabulary.isPresent() ? counts[0] : 0;
    int first = firstId();
    long[] descending = Arrays.stream(counts, first, counts.length).filter(n -> n > 0).toArray();
    Arrays.sort(descending);
    Longs.reverse(descending);
    return new IdUse(
        vocabulary.isEmpty(),
        size,
        values,
        descending.length,
        vocabulary.isPresent() ? OptionalLong.of(outside) : OptionalLong.empty(),
        mostFrequent(first),
        byRank(descending),
        shares(descending));
  }

  private int firstId() {
    return vocabulary.isPresent() ? 1 : 0;
  }

  /** Of equally frequent ones, those of the lower ids. */
  private ImmutableList<TokenCount> mostFrequent(int first) {
    List<Integer> ids = new ArrayList<>();
    for (int id = first; id < counts.length; id++) {
      if (counts[id] > 0) {
        int place = ids.size();
        while (place > 0 && counts[ids.get(place - 1)] < counts[id]) {
          place--;
        }
        if (place < MOST_FREQUENT) {
          ids.add(place, id);
        }
        if (ids.size() > MOST_FREQUENT) {
          ids.remove(MOST_FREQUENT);
        }
      }
    }
    return ids.stream()
        .map(id -> new TokenCount(token(id), counts[id]))
        .collect(ImmutableList.toImmutableList());
  }

  private String token(int id) {
    return vocabulary.map(tokens -> tokens.token(id)).orElse("#" + id);
  }

  private static ImmutableList<RankCount> byRank(long[] descending) {
    ImmutableList.Builder<RankCount> ranks = ImmutableList.builder();
    int rank = 1;
    while (rank <= descending.length) {
      ranks.add(new RankCount(rank, descending[rank - 1]));
      int next = rank < EVERY_RANK ? rank + 1 : (int) Math.ceil(rank * RANK_STEP);
      rank = rank < descending.length ? Math.min(next, descending.length) : next;
    }
    return ranks.build();
  }

  private static ImmutableList<Long> shares(long[] descending) {
    int group = (descending.length + Histogram.BINS - 1) / Histogram.BINS;
    ImmutableList.Builder<Long> shares = ImmutableList.builder();
    for (int from = 0; from < descending.length; from += group) {
      int to = Math.min(descending.length, from + group);
      shares.add(Arrays.stream(descending, from, to).sum());
    }
    return shares.build();
  }
}

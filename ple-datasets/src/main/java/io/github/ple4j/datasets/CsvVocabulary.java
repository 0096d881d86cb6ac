package io.github.ple4j.datasets;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The ids of a categorical feature.
 *
 * @param vocabulary absent where tokens are hashed
 * @param ids of all codes, 0 where a token is missing or unknown
 * @param size number of different ids
 */
@SuppressWarnings("ArrayRecordComponent")
record CsvVocabulary(Optional<Vocabulary> vocabulary, int[] ids, int size) {

  /** Tokens of train, the most frequent first, equally frequent ones in their natural order. */
  static CsvVocabulary of(CsvCollector.Tokens tokens, int[] train) {
    int[] codes = tokens.codes();
    if (tokens.kind().getHashBuckets() > 0) {
      Arrays.setAll(codes, i -> Math.max(0, codes[i])); // a missing one has no hash
      return new CsvVocabulary(Optional.empty(), codes, tokens.kind().getHashBuckets());
    }
    List<String> known = tokens.dictionary().tokens();
    long[] counts = new long[known.size()];
    int[] ends = tokens.ends();
    for (int row : train) {
      int from = tokens.kind().getMultiValued() ? (row == 0 ? 0 : ends[row - 1]) : row;
      int to = tokens.kind().getMultiValued() ? ends[row] : row + 1;
      for (int i = from; i < to; i++) {
        if (codes[i] != CsvCollector.Tokens.MISSING) {
          counts[codes[i]]++;
        }
      }
    }
    long least = Math.max(1, tokens.kind().getMinCount());
    Vocabulary vocabulary =
        Vocabulary.of(
            IntStream.range(0, counts.length)
                .filter(code -> counts[code] >= least)
                .boxed()
                .sorted(
                    Comparator.comparingLong((Integer code) -> -counts[code])
                        .thenComparing(known::get))
                .map(known::get)
                .toList());
    int[] idOfCode = known.stream().mapToInt(vocabulary::id).toArray();
    Arrays.setAll(codes, i -> codes[i] == CsvCollector.Tokens.MISSING ? 0 : idOfCode[codes[i]]);
    return new CsvVocabulary(Optional.of(vocabulary), codes, vocabulary.size());
  }
}

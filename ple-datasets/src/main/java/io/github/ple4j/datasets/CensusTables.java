package io.github.ple4j.datasets;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Makes the data set of the two files. */
final class CensusTables {

  private CensusTables() {}

  static Dataset load(
      Path directory,
      List<CensusColumn> inputs,
      long splitSeed,
      ImmutableMap<String, String> provenance) {
    CensusFile trainFile = CensusFile.read(directory, CensusIncome.TRAIN, inputs);
    CensusFile testFile = CensusFile.read(directory, CensusIncome.TEST, inputs);

    Schema schema = schema(inputs);
    ImmutableMap<String, Vocabulary> vocabularies = vocabularies(trainFile, inputs);
    Table train = table(schema, trainFile, inputs, vocabularies);
    Table both = table(schema, testFile, inputs, vocabularies);
    int[][] halves = Shuffle.halves(testFile.rows(), splitSeed);
    return new LoadedDataset(
        CensusIncome.NAME,
        schema,
        vocabularies,
        new TableSplit(train, Shuffle.identity(trainFile.rows())),
        new TableSplit(both, halves[0]),
        new TableSplit(both, halves[1]),
        ImmutableMap.<String, String>builder()
            .putAll(provenance)
            .put(CensusIncome.TRAIN + ".sha256", trainFile.sha256())
            .put(CensusIncome.TEST + ".sha256", testFile.sha256())
            .buildOrThrow());
  }

  private static Schema schema(List<CensusColumn> inputs) {
    return new Schema(
        inputs.stream().map(CensusColumn::feature).collect(ImmutableList.toImmutableList()),
        ImmutableList.of(
            new Label("income", Label.Kind.BINARY, Optional.empty()),
            new Label("never_married", Label.Kind.BINARY, Optional.empty())),
        false,
        false);
  }

  /** Tokens of train, the most frequent first, equally frequent ones in their natural order. */
  private static ImmutableMap<String, Vocabulary> vocabularies(
      CensusFile train, List<CensusColumn> inputs) {
    ImmutableMap.Builder<String, Vocabulary> vocabularies = ImmutableMap.builder();
    for (CensusColumn column : inputs) {
      if (!column.isNumber()) {
        TokenDictionary dictionary = train.tokens(column).dictionary();
        List<String> tokens =
            IntStream.range(0, dictionary.tokens().size())
                .boxed()
                .sorted(
                    Comparator.comparingLong((Integer code) -> -dictionary.count(code))
                        .thenComparing(dictionary.tokens()::get))
                .map(dictionary.tokens()::get)
                .toList();
        vocabularies.put(column.title(), Vocabulary.of(tokens));
      }
    }
    return vocabularies.buildOrThrow();
  }

  private static Table table(
      Schema schema,
      CensusFile file,
      List<CensusColumn> inputs,
      Map<String, Vocabulary> vocabularies) {
    List<float[]> numerics = new ArrayList<>();
    List<int[]> ids = new ArrayList<>();
    int largest = 0;
    for (CensusColumn column : inputs) {
      Vocabulary vocabulary = vocabularies.get(column.title());
      if (vocabulary == null) {
        numerics.add(file.numbers(column).values());
      } else {
        ids.add(ids(file.tokens(column), vocabulary));
        largest = Math.max(largest, vocabulary.size());
      }
    }
    List<float[]> labels =
        List.of(
            label(file.tokens(CensusColumn.INCOME), "50000+."),
            label(file.tokens(CensusColumn.MARITAL_STATUS), "Never married"));
    return new Table(
        schema,
        Table.rowMajor(numerics, file.rows()),
        IdTable.of(ids, file.rows(), largest),
        ImmutableList.of(),
        Table.rowMajor(labels, file.rows()),
        new float[0],
        new long[0]);
  }

  private static int[] ids(CensusField.Tokens tokens, Vocabulary vocabulary) {
    int[] idOfCode = tokens.dictionary().tokens().stream().mapToInt(vocabulary::id).toArray();
    int[] ids = tokens.codes();
    Arrays.setAll(ids, row -> idOfCode[ids[row]]);
    return ids;
  }

  private static float[] label(CensusField.Tokens tokens, String positive) {
    int positiveCode = tokens.dictionary().tokens().indexOf(positive);
    int[] codes = tokens.codes();
    float[] label = new float[codes.length];
    for (int row = 0; row < label.length; row++) {
      label[row] = codes[row] == positiveCode ? 1f : 0f;
    }
    return label;
  }
}

package io.github.ple4j.datasets;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableSet;
import com.google.common.hash.Hashing;
import java.util.Arrays;

/** Decides of every row in which split it is. Not thread-safe. */
final class CsvSplitRule {
  private static final double TWO_TO_53 = 0x1p53;

  private final CsvSplits splits;
  private final ImmutableSet<String> validation;
  private final ImmutableSet<String> test;
  private final int[][] rows = new int[SplitPart.values().length][1024];
  private final int[] sizes = new int[SplitPart.values().length];
  private int row;
  private int place;

  CsvSplitRule(CsvSplits splits) {
    this.splits = splits;
    validation = ImmutableSet.copyOf(splits.getByValue().getValidationList());
    test = ImmutableSet.copyOf(splits.getByValue().getTestList());
  }

  void open(CsvRow file, int width, SplitPart ofFile) {
    boolean hasColumn = splits.hasByValue() || splits.getByHash().hasColumn();
    CsvColumn column =
        splits.hasByValue() ? splits.getByValue().getColumn() : splits.getByHash().getColumn();
    place = hasColumn && ofFile == SplitPart.TRAIN ? file.place(column, width) : 0;
  }

  void accept(CsvRow line, SplitPart ofFile) {
    SplitPart part = ofFile == SplitPart.TRAIN ? ofTrain(line) : ofFile;
    int index = index(part);
    int size = sizes[index];
    rows[index] = size == rows[index].length ? Arrays.copyOf(rows[index], 2 * size) : rows[index];
    rows[index][size] = row;
    sizes[index]++;
    row = Math.incrementExact(row);
  }

  private SplitPart ofTrain(CsvRow line) {
    if (splits.hasByValue()) {
      String value = line.text(place);
      return validation.contains(value)
          ? SplitPart.VALIDATION
          : test.contains(value) ? SplitPart.TEST : SplitPart.TRAIN;
    }
    if (splits.hasByHash()) {
      CsvSplits.ByHash rule = splits.getByHash();
      long key =
          rule.hasColumn()
              ? Hashing.farmHashFingerprint64().hashString(line.text(place), UTF_8).asLong()
              : row;
      double chance = (Seeds.mix(Seeds.mix(rule.getSeed()) ^ key) >>> 11) / TWO_TO_53;
      return chance < rule.getValidation()
          ? SplitPart.VALIDATION
          : chance < rule.getValidation() + rule.getTest() ? SplitPart.TEST : SplitPart.TRAIN;
    }
    return SplitPart.TRAIN;
  }

  /** The rows of a split among all rows, in their order. */
  int[] rows(SplitPart part) {
    if (splits.hasTestHalves() && part != SplitPart.TRAIN) {
      int[] both = Arrays.copyOf(rows[index(SplitPart.TEST)], sizes[index(SplitPart.TEST)]);
      int[][] halves = Shuffle.halves(both.length, splits.getTestHalves().getSeed());
      int[] half = halves[part == SplitPart.VALIDATION ? 0 : 1];
      return Arrays.stream(half).map(i -> both[i]).toArray();
    }
    return Arrays.copyOf(rows[index(part)], sizes[index(part)]);
  }

  private static int index(SplitPart part) {
    return switch (part) {
      case TRAIN -> 0;
      case VALIDATION -> 1;
      case TEST -> 2;
    };
  }
}

package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Encoding;
import io.github.ple4j.datasets.Feature;
import io.github.ple4j.datasets.Label;
import io.github.ple4j.datasets.Schema;
import io.github.ple4j.datasets.Split;
import io.github.ple4j.datasets.Vocabulary;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Six hundred random rows a split, with a leak. */
record LeakyRows(Leak leak) implements Dataset {

  /** What gives a label away, or nearly. */
  enum Leak {
    NONE,
    NUMBER_IS_LABEL,
    NUMBER_IS_LABEL_OF_FEW_ROWS,
    NUMBER_DECIDES,
    NUMBER_DECIDES_BUT_FOR_ONE_ROW,
    NUMBER_OF_A_FIFTH_DECIDES,
    NUMBER_OF_THIRTY_ROWS_DECIDES,
    NUMBER_IS_AFFINE,
    ONE_ROW_FAR_OFF,
    MISSING_IS_LABEL,
    MISSING_IS_LABEL_BUT_FOR_ONE_ROW,
    PRESENT_IS_LABEL,
    PRESENT_NUMBER_DECIDES,
    PRESENT_NUMBER_DECIDES_BUT_FOR_ONE_ROW,
    PRESENT_NUMBER_IS_AFFINE,
    PRESENT_NUMBER_IS_LABEL,
    FEW_POSITIVES,
    ID_DECIDES,
    ONE_ID_DECIDES,
    ID_OF_THE_ROW,
    TAG_DECIDES,
    TAG_DECIDES_BUT_FOR_ONE_NEGATIVE,
    TAG_DECIDES_BUT_FOR_ONE_POSITIVE,
    TAG_RULES_OUT,
    TAG_OF_FEW_POSITIVES,
    TAG_OF_THE_ROW,
    UNKNOWN_TAG_DECIDES,
    NO_TAG_DECIDES,
    EQUAL_LABELS,
    ONE_CLASS,
    NO_ROW,
    TEST_IS_TRAIN,
    SOME_OF_TEST_ARE_TRAIN
  }

  private static final int SIZE = 600;
  private static final Schema SCHEMA =
      new Schema(
          ImmutableList.of(
              new Feature.Numeric("number", true, false, false),
              new Feature.Numeric("other", false, false, false),
              new Feature.Categorical("id", false, false, new Encoding.HashEncoding(SIZE * 3)),
              new Feature.Categorical(
                  "tags", true, false, new Encoding.VocabularyEncoding(Encoding.TokenType.STRING))),
          ImmutableList.of(
              new Label("click", Label.Kind.BINARY, Optional.empty()),
              new Label("time", Label.Kind.REGRESSION, Optional.of("some rows"))),
          false,
          false);

  private static final int PAID = 1; // the id of the first token
  private static final Vocabulary TAGS =
      Vocabulary.of(
          Stream.concat(
                  Stream.of("paid"), IntStream.range(0, SIZE * 3).mapToObj(tag -> "tag " + tag))
              .toList());

  static Dataset of(Leak leak) {
    return new LeakyRows(leak);
  }

  @Override
  public String name() {
    return "rows";
  }

  @Override
  public Schema schema() {
    return SCHEMA;
  }

  @Override
  public Vocabulary vocabulary(String feature) {
    return TAGS;
  }

  @Override
  public Split train() {
    return new Part(leak, 0);
  }

  @Override
  public Split validation() {
    return new Part(leak, SIZE);
  }

  @Override
  public Split test() {
    return new Part(leak, leak == Leak.TEST_IS_TRAIN ? 0 : 2 * SIZE);
  }

  @Override
  public ImmutableMap<String, String> provenance() {
    return ImmutableMap.of();
  }

  private record Part(Leak leak, int first) implements Split {
    private static final int ODD = 100; // of train

    @Override
    public int size() {
      return SIZE;
    }

    @Override
    public Batch newBatch(int capacity) {
      return new Batch(SCHEMA, capacity);
    }

    @Override
    public void read(int[] rows, int from, int count, Batch batch) {
      batch.resize(count);
      batch.bag(0).clear();
      for (int i = 0; i < count; i++) {
        int row = first + rows[from + i];
        boolean again =
            leak == Leak.SOME_OF_TEST_ARE_TRAIN && row >= 2 * SIZE + 7 && row < 2 * SIZE + 19;
        read(again ? row - 2 * SIZE + 24 : row, i, batch);
        if (again && row == 2 * SIZE + 9) {
          batch.label(0)[i] = 1 - batch.label(0)[i];
        }
      }
    }

    private void read(int row, int i, Batch batch) {
      SplittableRandom random = new SplittableRandom(row * 31L + 7);
      float number = (float) random.nextDouble(-1, 1);
      float time = (float) random.nextDouble(0, 9);
      int id = random.nextInt(10);
      float click = random.nextDouble() < 0.3 ? 1 : 0;
      batch.mask(1)[i] = leak == Leak.NO_ROW || random.nextInt(4) == 0 ? 0 : 1;
      float other = (float) random.nextDouble();
      boolean isMissing = random.nextInt(5) == 0;
      int tag = 2 + random.nextInt(5);
      boolean isOdd = row == ODD;
      click = isOdd ? 1 : click;
      if (leak == Leak.FEW_POSITIVES || leak == Leak.TAG_OF_FEW_POSITIVES) {
        click = row % SIZE % 40 == 3 ? 1 : 0; // 15 of 600
      }
      float deciding = click == 1 ? -1 - Math.abs(number) : Math.abs(number);
      boolean isPaid = false;
      boolean isEmpty = false;
      switch (leak) {
        case NUMBER_IS_LABEL -> number = click;
        case NUMBER_IS_LABEL_OF_FEW_ROWS -> {
          batch.mask(1)[i] = row % 15 == 0 ? 1 : 0;
          number = time;
        }
        case NUMBER_DECIDES, FEW_POSITIVES -> number = deciding;
        case NUMBER_DECIDES_BUT_FOR_ONE_ROW -> number = isOdd ? 0.5f : deciding;
        case NUMBER_OF_A_FIFTH_DECIDES -> number = row % 5 == 0 ? deciding : Float.NaN;
        case NUMBER_OF_THIRTY_ROWS_DECIDES -> number = row % 20 == 0 ? deciding : Float.NaN;
        case NUMBER_IS_AFFINE -> number = 32 + time * 2;
        case ONE_ROW_FAR_OFF -> {
          batch.mask(1)[i] = isOdd ? 1 : batch.mask(1)[i];
          time = isOdd ? 1e9f : time;
          number = isOdd ? 1e9f : number;
        }
        case MISSING_IS_LABEL -> number = click == 1 ? Float.NaN : number;
        case MISSING_IS_LABEL_BUT_FOR_ONE_ROW -> number = click == 1 && !isOdd ? Float.NaN : number;
        case PRESENT_IS_LABEL -> number = click == 0 ? Float.NaN : number;
        case PRESENT_NUMBER_DECIDES -> number = isMissing ? Float.NaN : deciding;
        case PRESENT_NUMBER_DECIDES_BUT_FOR_ONE_ROW ->
            number = isOdd ? 0.5f : isMissing ? Float.NaN : deciding;
        case PRESENT_NUMBER_IS_AFFINE -> number = isMissing ? Float.NaN : 32 + time * 2;
        case PRESENT_NUMBER_IS_LABEL -> number = isMissing ? Float.NaN : click;
        case ID_DECIDES -> id = id / 2 * 2 + (int) click;
        case ONE_ID_DECIDES -> id = click == 0 ? 3 * SIZE - 1 : row % SIZE;
        case ID_OF_THE_ROW -> id = row;
        case TAG_DECIDES, TAG_OF_FEW_POSITIVES -> isPaid = click == 1;
        case TAG_DECIDES_BUT_FOR_ONE_NEGATIVE -> {
          isPaid = click == 1;
          click = isOdd ? 0 : click;
        }
        case TAG_DECIDES_BUT_FOR_ONE_POSITIVE -> isPaid = click == 1 && !isOdd;
        case TAG_RULES_OUT -> isPaid = click == 0;
        case UNKNOWN_TAG_DECIDES -> tag = click == 1 ? 0 : tag;
        case TAG_OF_THE_ROW -> tag = 2 + row;
        case NO_TAG_DECIDES -> isEmpty = click == 0;
        case EQUAL_LABELS -> {
          time = click;
          batch.mask(1)[i] = 1;
        }
        case ONE_CLASS -> click = 1;
        case NONE, NO_ROW, TEST_IS_TRAIN, SOME_OF_TEST_ARE_TRAIN -> {}
      }
      batch.numeric()[i * 2] = number;
      batch.numeric()[i * 2 + 1] = other;
      batch.ids()[i] = id;
      for (int times = isEmpty ? 0 : 1 + row % 2; times > 0; times--) {
        batch.bag(0).add(tag, 1);
      }
      if (isPaid) {
        batch.bag(0).add(PAID, 1);
      }
      batch.bag(0).endRow();
      batch.mask(0)[i] = 1;
      batch.label(0)[i] = click;
      batch.label(1)[i] = batch.mask(1)[i] == 0 ? Float.NaN : time;
    }
  }
}

package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.CensusIncome;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Encoding;
import io.github.ple4j.datasets.Feature;
import io.github.ple4j.datasets.Label;
import io.github.ple4j.datasets.Schema;
import io.github.ple4j.datasets.Split;
import io.github.ple4j.datasets.Vocabulary;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

class LeakageGuardTest {

  @Test
  void anInnocentDataSetHasNoFinding() {
    LeakageReport report = LeakageGuard.check(Rows.of(Leak.NONE));

    assertThat(report.errors()).isEmpty();
    assertThat(report.warnings()).isEmpty();
    assertThat(LeakageGuard.check(ShopData.of(500)).errors()).isEmpty();
    assertThat(LeakageGuard.check(Runs.synthetic(2800)).errors()).isEmpty();
  }

  @Test
  void aFeatureThatIsALabelIsAnErrorOfItsOwn() {
    assertThat(LeakageGuard.check(Rows.of(Leak.NUMBER_IS_LABEL)).errors())
        .containsExactly("feature number is equal to label click; leave it out");
  }

  @Test
  void aNumberThatSeparatesTheClassesDecides() {
    assertThat(LeakageGuard.check(Rows.of(Leak.NUMBER_DECIDES)).errors())
        .containsExactly("feature number alone decides label click; leave it out");
  }

  @Test
  void anIdThatHasOneLabelDecides() {
    assertThat(LeakageGuard.check(Rows.of(Leak.ID_DECIDES)).errors())
        .containsExactly("feature id alone decides label click; leave it out");
  }

  @Test
  void anIdThatOccursOnceDecidesNothing() {
    assertThat(LeakageGuard.check(Rows.of(Leak.ID_OF_THE_ROW)).errors()).isEmpty();
  }

  @Test
  void aNumberThatIsTheValueInAnotherUnitDecides() {
    assertThat(LeakageGuard.check(Rows.of(Leak.NUMBER_IS_AFFINE)).errors())
        .containsExactly("feature number alone decides label time; leave it out");
  }

  @Test
  void equalLabelsAreNamed() {
    assertThat(LeakageGuard.check(Rows.of(Leak.EQUAL_LABELS)).errors())
        .anyMatch(line -> line.startsWith("label time is equal to label click"));
  }

  @Test
  void aLabelOfOneClassAndAnEmptySampleSpaceAreReported() {
    assertThat(LeakageGuard.check(Rows.of(Leak.ONE_CLASS)).warnings())
        .containsExactly("label click is 1.0 in every row of train; look at the labels");
    assertThat(LeakageGuard.check(Rows.of(Leak.NO_ROW)).warnings())
        .containsExactly("label time: no row of train is in its sample space; look at the mask");
  }

  @Test
  void rowsOfTrainThatAreInTestAreCounted() {
    assertThat(LeakageGuard.check(Rows.of(Leak.TEST_IS_TRAIN)).warnings())
        .containsExactly(
            "600 of 600 rows of test (100.0 %, the first is row 0) have the features of a row of"
                + " train; figures on them are partly of what was learned by heart");
  }

  @Test
  @EnabledIfEnvironmentVariable(named = "PLE_DATA_DIR", matches = ".+")
  void censusHasNoErrorButRowsThatOccurAgain() {
    Path directory = CensusIncome.locate(Optional.empty(), System.getenv(), Path.of("nowhere"));
    LeakageReport report =
        LeakageGuard.check(CensusIncome.load(directory, CensusIncome.Protocol.PAPER, 1));

    assertThat(report.errors()).isEmpty();
    assertThat(report.warnings()).hasSize(2).allMatch(line -> line.contains("of 49881 rows of"));
  }

  private enum Leak {
    NONE,
    NUMBER_IS_LABEL,
    NUMBER_DECIDES,
    NUMBER_IS_AFFINE,
    ID_DECIDES,
    ID_OF_THE_ROW,
    EQUAL_LABELS,
    ONE_CLASS,
    NO_ROW,
    TEST_IS_TRAIN
  }

  /** Six hundred random rows a split, with a leak. */
  private record Rows(Leak leak) implements Dataset {
    private static final int SIZE = 600;
    private static final Schema SCHEMA =
        new Schema(
            ImmutableList.of(
                new Feature.Numeric("number", true, false, false),
                new Feature.Numeric("other", false, false, false),
                new Feature.Categorical("id", false, false, new Encoding.HashEncoding(SIZE * 3))),
            ImmutableList.of(
                new Label("click", Label.Kind.BINARY, Optional.empty()),
                new Label("time", Label.Kind.REGRESSION, Optional.of("some rows"))),
            false,
            false);

    static Dataset of(Leak leak) {
      return new Rows(leak);
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
      throw new IllegalArgumentException("no vocabulary");
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
        for (int i = 0; i < count; i++) {
          read(first + rows[from + i], i, batch);
        }
      }

      private void read(int row, int i, Batch batch) {
        SplittableRandom random = new SplittableRandom(row * 31L + 7);
        float number = (float) random.nextDouble(-1, 1);
        float time = (float) random.nextDouble(0, 9);
        int id = random.nextInt(10);
        float click = random.nextDouble() < 0.3 ? 1 : 0;
        batch.mask(1)[i] = leak == Leak.NO_ROW || random.nextInt(4) == 0 ? 0 : 1;
        switch (leak) {
          case NUMBER_IS_LABEL -> number = click;
          case NUMBER_DECIDES -> number = click == 1 ? -1 - Math.abs(number) : Math.abs(number);
          case NUMBER_IS_AFFINE -> number = 32 + time * 2;
          case ID_DECIDES -> id = id / 2 * 2 + (int) click;
          case ID_OF_THE_ROW -> id = row;
          case EQUAL_LABELS -> {
            time = click;
            batch.mask(1)[i] = 1;
          }
          case ONE_CLASS -> click = 1;
          case NONE, NO_ROW, TEST_IS_TRAIN -> {}
        }
        batch.numeric()[i * 2] = number;
        batch.numeric()[i * 2 + 1] = (float) random.nextDouble();
        batch.ids()[i] = id;
        batch.mask(0)[i] = 1;
        batch.label(0)[i] = click;
        batch.label(1)[i] = batch.mask(1)[i] == 0 ? Float.NaN : time;
      }
    }
  }
}

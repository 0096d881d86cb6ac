package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GroupedAreaUnderCurveTest {
  private static final long[] IDS = {
    Long.MIN_VALUE, -7, -1, 0, 1, 5, 1L << 11, 1L << 40, Long.MAX_VALUE
  };

  @Test
  void equalsTheWeightedMeanOfTheGroupsOwnAreas() {
    Random random = new Random(1);
    for (int round = 0; round < 300; round++) {
      int rows = 1 + random.nextInt(80);
      float[] predictions = new float[rows];
      float[] labels = new float[rows];
      float[] mask = new float[rows];
      long[] groups = new long[rows];
      int distinct = 1 + random.nextInt(30);
      for (int row = 0; row < rows; row++) {
        predictions[row] = (random.nextInt(distinct) - distinct / 2) / 7f;
        labels[row] = random.nextInt(3) == 0 ? 1 : 0;
        mask[row] = random.nextInt(4) == 0 ? 0 : 1;
        groups[row] = IDS[random.nextInt(IDS.length)];
      }

      OptionalDouble found = GroupedAreaUnderCurve.of(predictions, labels, mask, groups, rows);

      OptionalDouble expected = reference(predictions, labels, mask, groups);
      assertThat(found.isPresent()).isEqualTo(expected.isPresent());
      assertThat(found.orElse(0)).isCloseTo(expected.orElse(0), within(1e-12));
    }
  }

  @Test
  void ofOneGroupIsTheArea() {
    float[] predictions = {0.1f, 0.4f, 0.35f, 0.8f};
    float[] labels = {0, 0, 1, 1};
    float[] mask = {1, 1, 1, 1};

    assertThat(GroupedAreaUnderCurve.of(predictions, labels, mask, new long[4], 4)).hasValue(0.75);
  }

  @Test
  void groupsOfOneClassAreLeftOutAndOthersCountByTheirRows() {
    float[] predictions = {0.1f, 0.9f, 0.9f, 0.5f, 0.4f, 0.3f};
    float[] labels = {0, 1, 1, 1, 0, 0};
    float[] mask = {1, 1, 1, 1, 1, 1};
    long[] groups = {4, 4, 9, 2, 2, 2};
    assertThat(GroupedAreaUnderCurve.of(predictions, labels, mask, groups, 6)).hasValue(1);
    float[] reversed = {0.9f, 0.1f, 0.9f, 0.5f, 0.4f, 0.3f};
    assertThat(GroupedAreaUnderCurve.of(reversed, labels, mask, groups, 6)).hasValue(0.6);
  }

  @Test
  void isUndefinedWhereNoGroupHasBothClasses() {
    float[] predictions = {0.1f, 0.9f, Float.NaN};
    float[] labels = {0, 1, Float.NaN};
    float[] mask = {1, 1, 0};
    assertThat(GroupedAreaUnderCurve.of(predictions, labels, mask, new long[] {1, 2, 2}, 3))
        .isEmpty();
    assertThat(GroupedAreaUnderCurve.of(predictions, labels, mask, new long[0], 0)).isEmpty();
  }

  @Test
  void refusesWhatIsNoNumber() {
    float[] nan = {Float.NaN};
    float[] one = {1};
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GroupedAreaUnderCurve.of(nan, one, one, new long[1], 1))
        .withMessage("prediction of row 0 is NaN");
  }

  @Test
  void dataWithGroupsHaveItInTheirEvaluationsAndFiles() {
    TrainingResult result =
        Runs.train(Runs.spec(ShopData.grouped(200), "ple", 1, 20), ShopData.grouped(200));
    TrainingResult plain = Runs.train(Runs.spec(ShopData.of(200), "ple", 1, 20), ShopData.of(200));

    assertThat(result.test().task("click").groupAuc().orElseThrow()).isBetween(0.0, 1.0);
    assertThat(result.test().task("spent").groupAuc()).isEmpty();
    assertThat(result.test().task("click").auc()).isEqualTo(plain.test().task("click").auc());
    assertThat(RunFiles.metrics(result.evaluations())).contains("\"gauc\"");
    assertThat(RunFiles.metrics(plain.evaluations())).doesNotContain("gauc");
    assertThat(MetricsTable.of(result.evaluations())).contains("  auc      gauc  log_loss");
    assertThat(MetricsTable.of(plain.evaluations())).doesNotContain("gauc");
  }

  private static OptionalDouble reference(
      float[] predictions, float[] labels, float[] mask, long[] groups) {
    Map<Long, float[]> masks = new TreeMap<>();
    for (int row = 0; row < groups.length; row++) {
      if (mask[row] != 0) {
        masks.computeIfAbsent(groups[row], id -> new float[groups.length])[row] = 1;
      }
    }
    double sum = 0;
    double weights = 0;
    for (float[] ofGroup : masks.values()) {
      OptionalDouble area = AreaUnderCurve.of(predictions, labels, ofGroup, groups.length);
      if (area.isPresent()) {
        double weight = 0;
        for (float in : ofGroup) {
          weight += in;
        }
        sum += weight * area.getAsDouble();
        weights += weight;
      }
    }
    return weights == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / weights);
  }
}

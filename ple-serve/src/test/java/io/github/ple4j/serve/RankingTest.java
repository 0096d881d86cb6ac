package io.github.ple4j.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;

class RankingTest {
  private static final Ranking RANKING =
      Ranking.of(
          List.of(new RankingWeight("vtr", 1), new RankingWeight("vcr", 0.5)),
          LengthFunction.log1p(100));

  @Test
  void theScoreIsTheProductOfPowersAndTheLength() {
    Prediction prediction =
        prediction(
            "vtr",
            Column.floats(0.5f, 0.25f),
            "vcr",
            Column.doubles(new double[] {0.81, 0.01}, Shape.of(2, 1)));
    double[] scores = RANKING.logScores(prediction, Column.ints(9, 1000));
    assertThat(Math.exp(scores[0])).isCloseTo(0.5 * 0.9 * Math.log(10), within(1e-12));
    assertThat(Math.exp(scores[1])).isCloseTo(0.25 * 0.1 * Math.log(101), within(1e-12));
  }

  @Test
  void aPredictionOfZeroCountsAsTheFloor() {
    Ranking ranking = Ranking.of(List.of(new RankingWeight("p", 2)), LengthFunction.none());
    double[] scores =
        ranking.logScores(prediction("p", Column.doubles(0, 1e-300, 1)), Column.longs(1, 1, 1));
    double floor = 2 * Math.log(Ranking.FLOOR);
    assertThat(scores).containsExactly(floor, floor, 0);
  }

  @Test
  void aNegativeWeightPunishes() {
    Ranking ranking = Ranking.of(List.of(new RankingWeight("report", -1)), LengthFunction.none());
    assertThat(
            ranking.top(prediction("report", Column.floats(0.5f, 0.25f)), Column.floats(1, 1), 1))
        .containsExactly(new RankedCandidate(1, Math.log(4)));
  }

  @Test
  void aLengthThatCountsNothingRanksLast() {
    Ranking ranking = Ranking.of(List.of(new RankingWeight("p", 1)), LengthFunction.power(1, 10));
    assertThat(ranking.top(prediction("p", Column.floats(1, 0.1f)), Column.floats(0, 1), 2))
        .extracting(RankedCandidate::index)
        .containsExactly(1, 0);
  }

  @RepeatedTest(50)
  void theTopAreThoseOfASort(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    int candidates = random.nextInt(200);
    // Few different values, so that there are ties.
    float[] vtr = new float[candidates];
    double[] vcr = new double[candidates];
    int[] lengths = new int[candidates];
    for (int i = 0; i < candidates; i++) {
      vtr[i] = random.nextInt(4) / 4f;
      vcr[i] = random.nextInt(3) / 3.0;
      lengths[i] = random.nextInt(3) * 70;
    }
    Prediction prediction = prediction("vtr", Column.floats(vtr), "vcr", Column.doubles(vcr));
    double[] scores = RANKING.logScores(prediction, Column.ints(lengths));
    int k = random.nextInt(candidates + 10);
    List<Integer> expected =
        IntStream.range(0, candidates)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -scores[i]))
            .limit(k)
            .toList();
    ImmutableList<RankedCandidate> top = RANKING.top(prediction, Column.ints(lengths), k);
    assertThat(top).extracting(RankedCandidate::index).containsExactlyElementsOf(expected);
    assertThat(top).allSatisfy(best -> assertThat(best.logScore()).isEqualTo(scores[best.index()]));
  }

  @Test
  void logarithmsKeepApartWhatProductsWouldRoundToZero() {
    Ranking ranking = Ranking.of(List.of(new RankingWeight("p", 40)), LengthFunction.none());
    assertThat(ranking.top(prediction("p", Column.doubles(1e-9, 2e-9)), Column.ints(1, 1), 2))
        .extracting(RankedCandidate::index)
        .containsExactly(1, 0);
  }

  @Test
  void valuesThatAreNoPredictionsAreRefused() {
    Column lengths = Column.floats(1, 1);
    Map<Column, String> wrong =
        Map.of(
            Column.floats(1, Float.NaN),
            "output \"p\" of candidate 1: expected 0 or more, found NaN",
            Column.floats(-1, 0),
            "output \"p\" of candidate 0: expected 0 or more, found -1.0",
            Column.doubles(0, Double.POSITIVE_INFINITY),
            "output \"p\" of candidate 1: expected 0 or more, found Infinity",
            Column.floats(1),
            "output \"p\": expected a value for each of the 2 lengths, found float32 of shape [1]",
            Column.ints(1, 1),
            "output \"p\": expected float32 or float64, found int32 of shape [2]");
    Ranking ranking = Ranking.of(List.of(new RankingWeight("p", 0)), LengthFunction.none());
    wrong.forEach(
        (column, error) ->
            assertThatThrownBy(() -> ranking.logScores(prediction("p", column), lengths))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(error));
    assertThatThrownBy(() -> ranking.logScores(prediction("q", lengths), lengths))
        .hasMessage("no output \"p\": the outputs are \"q\"");
    Prediction right = prediction("p", lengths);
    assertThatThrownBy(() -> ranking.logScores(right, Column.floats(1, Float.NaN)))
        .hasMessage("length of candidate 1: expected 0 or more, found NaN");
    assertThatThrownBy(() -> ranking.logScores(right, Column.strings("1", "2")))
        .hasMessage("lengths: expected numbers, found string of shape [2]");
    assertThatThrownBy(() -> ranking.top(right, lengths, -1))
        .hasMessage("k must not be negative: -1");
    Ranking odd = Ranking.of(List.of(new RankingWeight("p", 1)), length -> -length);
    assertThatThrownBy(() -> odd.logScores(right, lengths))
        .hasMessage("f(length) of candidate 0: expected 0 or more, found -1.0");
  }

  @Test
  void weightsAreChecked() {
    assertThatThrownBy(() -> new RankingWeight("p", Double.NaN))
        .hasMessage("weight must be from -1e100 to 1e100: NaN");
    assertThatThrownBy(() -> new RankingWeight("", 1)).hasMessage("output must not be empty");
    assertThatThrownBy(() -> Ranking.of(List.of(), LengthFunction.none()))
        .hasMessage("weights must not be empty");
    RankingWeight weight = new RankingWeight("p", 1);
    assertThatThrownBy(() -> Ranking.of(List.of(weight, weight), LengthFunction.none()))
        .hasMessage("output \"p\" must be given once");
  }

  @Test
  void lengthsBetweenPointsAreInterpolated() {
    LengthFunction function =
        LengthFunction.piecewiseLinear(
            ImmutableDoubleArray.of(10, 20, 40), ImmutableDoubleArray.of(1, 3, 2));
    assertThat(
            IntStream.of(0, 10, 15, 20, 30, 40, 99)
                .mapToDouble(length -> function.applyAsDouble(length)))
        .containsExactly(1.0, 1.0, 2.0, 3.0, 2.5, 2.0, 2.0);
  }

  @Test
  void powersAndLogarithmsStopAtTheMaximum() {
    assertThat(LengthFunction.power(0.5, 16).applyAsDouble(4)).isEqualTo(2);
    assertThat(LengthFunction.power(0.5, 16).applyAsDouble(25)).isEqualTo(4);
    assertThat(LengthFunction.log1p(16).applyAsDouble(25)).isEqualTo(Math.log(17));
  }

  @Test
  void lengthFunctionsAreChecked() {
    assertThatThrownBy(() -> LengthFunction.log1p(0)).hasMessage("maximum must be positive: 0.0");
    assertThatThrownBy(() -> LengthFunction.power(-1, 10))
        .hasMessage("exponent must not be negative: -1.0");
    assertThatThrownBy(
            () ->
                LengthFunction.piecewiseLinear(
                    ImmutableDoubleArray.of(2, 1), ImmutableDoubleArray.of(1, 1)))
        .hasMessage("lengths of points must ascend: 2.0, 1.0");
    assertThatThrownBy(
            () ->
                LengthFunction.piecewiseLinear(
                    ImmutableDoubleArray.of(2), ImmutableDoubleArray.of(-1)))
        .hasMessage("value of a point must be finite and not negative: -1.0");
  }

  private static Prediction prediction(String name, Column column) {
    return new Prediction(ImmutableMap.of(name, column));
  }

  private static Prediction prediction(String name, Column column, String other, Column second) {
    return new Prediction(ImmutableMap.of(name, column, other, second));
  }
}

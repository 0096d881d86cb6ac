package io.github.ple4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.ple4j.datasets.SyntheticRegression.Options;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyntheticRegressionTest {

  private static final Options SMALL = Options.defaults().withRows(1400).withDimensions(16);

  @Test
  void defaultsAreThePapers() {
    Dataset dataset = SyntheticRegression.create(Options.defaults());
    assertThat(dataset.train().size()).isEqualTo(1_200_000);
    assertThat(dataset.validation().size()).isEqualTo(100_000);
    assertThat(dataset.test().size()).isEqualTo(100_000);
    assertThat(dataset.schema().numerics()).hasSize(512);
    assertThat(dataset.schema().features().get(511).name()).isEqualTo("x_511");
    assertThat(dataset.schema().labels())
        .extracting(Label::name)
        .containsExactly("task_1", "task_2");
    assertThat(dataset.provenance())
        .containsEntry("correlation", "0.5")
        .containsEntry("draw_seed", "0");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 0.4, 0.5, 0.75, 1})
  void everyCorrelationOfThePaperHasItsSamples(double correlation) {
    Options options = Options.defaults().withCorrelation(correlation);
    assertThat(options.rows()).isEqualTo(1_400_000);
    Dataset dataset = SyntheticRegression.create(options);
    assertThat(dataset.train().size()).isEqualTo(1_200_000);
    assertThat(dataset.validation().size()).isEqualTo(100_000);
    assertThat(dataset.test().size()).isEqualTo(100_000);
    // The last sample of each is there, and none after it.
    for (Split split : List.of(dataset.train(), dataset.validation(), dataset.test())) {
      assertThat(read(split, split.size() - 1, 1).numeric()).hasSize(512);
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> read(split, split.size(), 1));
    }
    assertThat(dataset.provenance()).containsEntry("correlation", Double.toString(correlation));
  }

  @Test
  void weightsHaveTheLengthAndTheCosineAskedFor() {
    for (double correlation : new double[] {-1, 0, 0.2, 0.75, 1}) {
      Options options = new Options(correlation, 1400, 512, 10, 0.1, 3, 8);
      SyntheticFunction function = SyntheticFunction.draw(options);
      double[] w1 = function.weights(1);
      double[] w2 = function.weights(2);
      assertThat(dot(w1, w1)).isCloseTo(9, within(1e-9));
      assertThat(dot(w2, w2)).isCloseTo(9, within(1e-9));
      assertThat(dot(w1, w2)).isCloseTo(9 * correlation, within(1e-9));
    }
  }

  @Test
  void labelsFollowTheEquation() {
    Options options = SMALL.withNoiseStandardDeviation(0).withCorrelation(0.4);
    SyntheticFunction function = SyntheticFunction.draw(options);
    Batch batch = read(SyntheticRegression.create(options).train(), 0, 50);
    for (int task = 1; task <= 2; task++) {
      double[] weights = function.weights(task);
      for (int row = 0; row < 50; row++) {
        double projection = 0;
        for (int i = 0; i < 16; i++) {
          projection += weights[i] * batch.numeric()[row * 16 + i];
        }
        assertThat((double) batch.label(task - 1)[row])
            .isCloseTo(function.response(projection), within(1e-5));
      }
    }
  }

  @Test
  void responseIsTheProjectionAndItsSines() {
    SyntheticFunction linear = SyntheticFunction.draw(new Options(0.5, 1400, 16, 0, 0.1, 1, 0));
    assertThat(linear.response(1.5)).isEqualTo(1.5);
    SyntheticFunction waves = SyntheticFunction.draw(SMALL);
    assertThat(waves.response(1.5)).isBetween(1.5 - 10, 1.5 + 10).isNotEqualTo(1.5);
  }

  @Test
  void sampleIsAFunctionOfSeedAndIndex() {
    Split split = SyntheticRegression.create(SMALL).train();
    Batch all = read(split, 0, 100);
    Batch one = split.newBatch(1);
    split.read(new int[] {73}, 0, 1, one);
    assertThat(one.numeric()).containsExactly(Arrays.copyOfRange(all.numeric(), 73 * 16, 74 * 16));
    assertThat(one.label(1)[0]).isEqualTo(all.label(1)[73]);

    Batch other = read(SyntheticRegression.create(SMALL.withDrawSeed(1)).train(), 0, 100);
    assertThat(other.numeric()).isNotEqualTo(all.numeric());
  }

  @Test
  void samplesStayTheSameForEver() {
    Batch batch = read(SyntheticRegression.create(SMALL).test(), 99, 1);
    assertThat(batch.numeric()[0]).isEqualTo(0.47499996f);
    assertThat(batch.label(1)[0]).isEqualTo(0.5692246f);
  }

  @Test
  void correlationMovesTheSecondTaskOnly() {
    Batch low = read(SyntheticRegression.create(SMALL.withCorrelation(0.2)).train(), 0, 100);
    Batch high = read(SyntheticRegression.create(SMALL.withCorrelation(0.75)).train(), 0, 100);
    assertThat(low.numeric()).isEqualTo(high.numeric());
    assertThat(low.label(0)).isEqualTo(high.label(0));
    assertThat(low.label(1)).isNotEqualTo(high.label(1));
  }

  @Test
  void fullCorrelationLeavesTheNoiseBetweenTheTasks() {
    Options options = Options.defaults().withRows(14_000).withDimensions(8).withCorrelation(1);
    Batch batch = read(SyntheticRegression.create(options).train(), 0, 12_000);
    double squares = 0;
    for (int row = 0; row < 12_000; row++) {
      squares += Math.pow(batch.label(0)[row] - batch.label(1)[row], 2) / 12_000;
    }
    // Two independent noises of variance 0.01.
    assertThat(squares).isCloseTo(0.02, within(0.001));
  }

  @Test
  void featuresAreStandardNormal() {
    Batch batch = read(SyntheticRegression.create(Options.defaults()).train(), 0, 1000);
    double sum = 0;
    double squares = 0;
    for (float value : batch.numeric()) {
      sum += value;
      squares += value * value;
    }
    int count = batch.numeric().length;
    assertThat(sum / count).isCloseTo(0, within(0.007));
    assertThat(squares / count).isCloseTo(1, within(0.01));
  }

  @Test
  void splitsContinueOneAnother() {
    Options options = SMALL;
    Dataset dataset = SyntheticRegression.create(options);
    SyntheticFunction function = SyntheticFunction.draw(options);
    float[] x = new float[16];
    float[] y1 = new float[1];
    float[] y2 = new float[1];
    function.sample(1200, x, 0, y1, y2, 0);
    assertThat(read(dataset.validation(), 0, 1).numeric()).isEqualTo(x);
    function.sample(1399, x, 0, y1, y2, 0);
    assertThat(read(dataset.test(), 99, 1).numeric()).isEqualTo(x);
  }

  @Test
  void rowOutsideTheSplitIsRefused() {
    Split split = SyntheticRegression.create(SMALL).test();
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> split.read(new int[] {100}, 0, 1, split.newBatch(1)));
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    Options options = Options.defaults();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.withCorrelation(1.5))
        .withMessage("correlation must be in [-1, 1]: 1.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.withRows(-1))
        .withMessage("rows must be in [14, 2147483647]: -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.withDimensions(1))
        .withMessage("dimensions must be at least 2: 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.withNoiseStandardDeviation(Double.NaN))
        .withMessage("noise standard deviation must be finite and not negative: NaN");
  }

  @Test
  void thereAreNoVocabularies() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SyntheticRegression.create(SMALL).vocabulary("x_0"))
        .withMessage("synthetic: no vocabulary for feature x_0");
  }

  private static Batch read(Split split, int from, int count) {
    Batch batch = split.newBatch(count);
    split.read(IntStream.range(from, from + count).toArray(), 0, count, batch);
    return batch;
  }

  private static double dot(double[] left, double[] right) {
    return IntStream.range(0, left.length).mapToDouble(i -> left[i] * right[i]).sum();
  }
}

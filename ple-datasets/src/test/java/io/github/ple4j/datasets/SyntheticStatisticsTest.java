package io.github.ple4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ple4j.datasets.SyntheticRegression.Options;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Statistics of many labels against what {@link SyntheticLabels} derives for their draw: each
 * within 4.5 standard errors, which are estimated from the same samples. The number of dimensions
 * is of no matter to labels, so that there are few.
 */
class SyntheticStatisticsTest {
  private static final double[] CORRELATIONS = {0, 0.2, 0.4, 0.5, 0.75, 1};
  private static final int TRAINED = 120_000;
  private static final Options MANY = Options.defaults().withRows(140_000).withDimensions(4);

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2})
  void labelsOfThePapersConstantsAreAsTheoryHasThem(long seed) {
    for (double p : CORRELATIONS) {
      // The paper's c = 1 and noise of variance 0.01, whatever the defaults say.
      compare(MANY.withDrawSeed(seed).withCorrelation(p), 1, 0.01);
    }
  }

  @ParameterizedTest
  @CsvSource({"0.5, 0.3", "2, 1.5"})
  void otherLengthsAndNoisesAreAsTheoryHasThem(double c, double noise) {
    for (double p : new double[] {-0.6, 0.5, 1}) {
      compare(new Options(p, 140_000, 4, 10, noise, c, 3), c, noise * noise);
    }
  }

  @Test
  void pearsonIsZeroAtNoneAndLacksTheNoiseAtFullCorrelation() {
    SyntheticFunction function = SyntheticFunction.draw(MANY);
    SyntheticLabels theory = new SyntheticLabels(function, 1, 0.01);
    double variance = theory.variance();
    assertThat(theory.pearson(0)).isCloseTo(0, within(1e-12));
    assertThat(theory.pearson(1)).isCloseTo((variance - 0.01) / variance, within(1e-12));
  }

  @Test
  void frequenciesAndPhasesAreIndependentStandardNormals() {
    int sines = 100_000;
    SyntheticFunction function =
        SyntheticFunction.draw(new Options(0.5, 1400, 2, sines, 0.1, 1, 5));
    double[] alpha = function.alpha();
    double[] beta = function.beta();
    assertStandardNormal(alpha);
    assertStandardNormal(beta);
    double[] products = IntStream.range(0, sines).mapToDouble(i -> alpha[i] * beta[i]).toArray();
    assertMean("alpha beta", products, 0);
  }

  private static void assertStandardNormal(double[] values) {
    for (int power = 1; power <= 4; power++) {
      int exponent = power;
      double[] powers =
          IntStream.range(0, values.length)
              .mapToDouble(i -> Math.pow(values[i], exponent))
              .toArray();
      assertMean("moment " + power, powers, new double[] {0, 1, 0, 3}[power - 1]);
    }
  }

  private static void compare(Options options, double c, double noiseVariance) {
    SyntheticFunction function = SyntheticFunction.draw(options);
    SyntheticLabels theory = new SyntheticLabels(function, c, noiseVariance);
    Split train = SyntheticRegression.create(options).train();
    Batch batch = train.newBatch(TRAINED);
    train.read(Shuffle.identity(TRAINED), 0, TRAINED, batch);
    double deviation = Math.sqrt(theory.variance());
    double r = theory.pearson(options.correlation());
    double[] first = new double[TRAINED]; // standardised
    double[] second = new double[TRAINED];
    for (int i = 0; i < TRAINED; i++) {
      first[i] = (batch.label(0)[i] - theory.mean()) / deviation;
      second[i] = (batch.label(1)[i] - theory.mean()) / deviation;
    }
    assertMean(options + " mean of task 1", first, 0);
    assertMean(options + " mean of task 2", second, 0);
    assertMean(options + " variance of task 1", products(first, first, 0), 1);
    assertMean(options + " variance of task 2", products(second, second, 0), 1);
    assertMean(options + " Pearson", products(first, second, r), 0);
  }

  /**
   * Of each sample, u v - r (u^2 + v^2) / 2: what it adds to Pearson's coefficient of standardised
   * labels over r, in first order. Its mean is 0 if the coefficient is r; near r = 1 its error is
   * much smaller than that of u v, so that even the noise of the paper shows.
   */
  private static double[] products(double[] u, double[] v, double r) {
    return IntStream.range(0, u.length)
        .mapToDouble(i -> u[i] * v[i] - r * (u[i] * u[i] + v[i] * v[i]) / 2)
        .toArray();
  }

  private static void assertMean(String what, double[] values, double expected) {
    double mean = 0;
    double squares = 0;
    for (double value : values) {
      mean += value / values.length;
      squares += value * value / values.length;
    }
    double error = Math.sqrt((squares - mean * mean) / values.length);
    assertThat(mean).as(what).isCloseTo(expected, within(4.5 * error));
  }
}

package io.github.ple4j.datasets;

import java.util.stream.DoubleStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler.NormalizedGaussian;

/** The constants of one draw, and the samples that follow from them. Immutable and thread-safe. */
final class SyntheticFunction {

  /** Streams of the constants; a sample's stream is its index, which is not negative. */
  private static final long DIRECTIONS = -1;

  private static final long WAVES = -2;

  private final SyntheticRegression.Options options;
  private final double[] u1; // [dimensions]
  private final double[] u2; // [dimensions]
  private final double[] alpha; // [sines]
  private final double[] beta; // [sines]

  private SyntheticFunction(
      SyntheticRegression.Options options,
      double[] u1,
      double[] u2,
      double[] alpha,
      double[] beta) {
    this.options = options;
    this.u1 = u1;
    this.u2 = u2;
    this.alpha = alpha;
    this.beta = beta;
  }

  static SyntheticFunction draw(SyntheticRegression.Options options) {
    NormalizedGaussian directions = gaussian(options.drawSeed(), DIRECTIONS);
    double[] u1 = unit(draw(directions, options.dimensions()));
    double[] u2 = draw(directions, options.dimensions());
    // Gram-Schmidt, twice: once leaves a rest of rounding where the directions are close.
    u2 = unit(orthogonal(unit(orthogonal(u2, u1)), u1));
    NormalizedGaussian waves = gaussian(options.drawSeed(), WAVES);
    double[] alpha = draw(waves, options.sines());
    double[] beta = draw(waves, options.sines());
    return new SyntheticFunction(options, u1, u2, alpha, beta);
  }

  /**
   * Draws a sample.
   *
   * @param x gets the features, from {@code offset} on
   * @param row where the labels go in {@code y1} and {@code y2}
   */
  void sample(long index, float[] x, int offset, float[] y1, float[] y2, int row) {
    NormalizedGaussian gaussian = gaussian(options.drawSeed(), index);
    double along1 = 0;
    double along2 = 0;
    for (int i = 0; i < u1.length; i++) {
      float value = (float) gaussian.sample();
      x[offset + i] = value;
      along1 += u1[i] * value;
      along2 += u2[i] * value;
    }
    double p = options.correlation();
    double noise = options.noiseStandardDeviation();
    double first = options.c() * along1;
    double second = options.c() * (p * along1 + Math.sqrt(1 - p * p) * along2);
    y1[row] = (float) (response(first) + noise * gaussian.sample());
    y2[row] = (float) (response(second) + noise * gaussian.sample());
  }

  /** A task's label without noise, from the projection of x on the task's weights. */
  double response(double projection) {
    double sum = projection;
    for (int i = 0; i < alpha.length; i++) {
      // StrictMath, as Math.sin may differ between machines in the last digit.
      sum += StrictMath.sin(alpha[i] * projection + beta[i]);
    }
    return sum;
  }

  /** Frequencies of the sines, {@code [sines]}. */
  double[] alpha() {
    return alpha.clone();
  }

  /** Phases of the sines, {@code [sines]}. */
  double[] beta() {
    return beta.clone();
  }

  /** The weights of task 1 or 2. */
  double[] weights(int task) {
    double p = task == 1 ? 1 : options.correlation();
    double[] weights = new double[u1.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = options.c() * (p * u1[i] + Math.sqrt(1 - p * p) * u2[i]);
    }
    return weights;
  }

  private static NormalizedGaussian gaussian(long seed, long stream) {
    UniformRandomProvider random = Seeds.generator(seed, stream);
    return NormalizedGaussian.of(random);
  }

  private static double[] draw(NormalizedGaussian gaussian, int length) {
    return DoubleStream.generate(gaussian::sample).limit(length).toArray();
  }

  private static double[] unit(double[] vector) {
    double length = Math.sqrt(dot(vector, vector));
    return DoubleStream.of(vector).map(value -> value / length).toArray();
  }

  private static double[] orthogonal(double[] vector, double[] unit) {
    double along = dot(vector, unit);
    double[] rest = new double[vector.length];
    for (int i = 0; i < rest.length; i++) {
      rest[i] = vector[i] - along * unit[i];
    }
    return rest;
  }

  private static double dot(double[] left, double[] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += left[i] * right[i];
    }
    return sum;
  }
}

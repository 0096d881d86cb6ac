package io.github.ple4j.datasets;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The synthetic regression of two related tasks of section 3.2 of the MMOE paper (Ma et al., KDD
 * 2018), with the constants of the PLE paper (Tang et al., RecSys 2020):
 *
 * <pre>
 *   u1, u2 orthonormal in R^d,  w1 = c u1,  w2 = c (p u1 + sqrt(1 - p^2) u2)
 *   x ~ N(0, I)
 *   y_k = w_k.x + sum_{i=1..m} sin(alpha_i w_k.x + beta_i) + e_k,  e_k ~ N(0, s^2)
 * </pre>
 *
 * with alpha_i, beta_i ~ N(0, 1) shared by both tasks. The correlation p is the cosine of w1 and
 * w2, not the correlation of the labels. u1, u2, alpha, beta, x and e depend on the draw's seed and
 * not on p. Nothing is stored: a sample is a function of seed and index alone.
 */
public final class SyntheticRegression {

  private SyntheticRegression() {}

  /**
   * What to draw.
   *
   * @param correlation p, in [-1, 1]
   * @param rows samples in all: by index, the first 12/14 are train, the next 1/14 validation, the
   *     rest test
   * @param dimensions d, at least 2
   * @param sines m
   * @param noiseStandardDeviation s; the paper's N(0, 0.01) is read as a variance
   * @param c scale of the weights
   * @param drawSeed decides every random number of the data set
   */
  public record Options(
      double correlation,
      long rows,
      int dimensions,
      int sines,
      double noiseStandardDeviation,
      double c,
      long drawSeed) {

    public Options {
      checkArgument(
          correlation >= -1 && correlation <= 1, "correlation must be in [-1, 1]: %s", correlation);
      checkArgument(
          rows >= 14 && rows <= Integer.MAX_VALUE,
          "rows must be in [14, %s]: %s",
          Integer.MAX_VALUE,
          rows);
      checkArgument(dimensions >= 2, "dimensions must be at least 2: %s", dimensions);
      checkArgument(sines >= 0, "sines must not be negative: %s", sines);
      checkArgument(
          noiseStandardDeviation >= 0 && Double.isFinite(noiseStandardDeviation),
          "noise standard deviation must be finite and not negative: %s",
          noiseStandardDeviation);
      checkArgument(c > 0 && Double.isFinite(c), "c must be finite and positive: %s", c);
    }

    /** The PLE paper's constants, at correlation 0.5 and seed 0. */
    public static Options defaults() {
      return new Options(0.5, 1_400_000, 512, 10, 0.1, 1, 0);
    }

    public Options withCorrelation(double correlation) {
      return new Options(correlation, rows, dimensions, sines, noiseStandardDeviation, c, drawSeed);
    }

    public Options withRows(long rows) {
      return new Options(correlation, rows, dimensions, sines, noiseStandardDeviation, c, drawSeed);
    }

    public Options withDimensions(int dimensions) {
      return new Options(correlation, rows, dimensions, sines, noiseStandardDeviation, c, drawSeed);
    }

    public Options withNoiseStandardDeviation(double noiseStandardDeviation) {
      return new Options(correlation, rows, dimensions, sines, noiseStandardDeviation, c, drawSeed);
    }

    public Options withDrawSeed(long drawSeed) {
      return new Options(correlation, rows, dimensions, sines, noiseStandardDeviation, c, drawSeed);
    }
  }

  /**
   * A data set with the numeric features {@code x_0}, {@code x_1}, ... and the regression tasks
   * {@code task_1} and {@code task_2}. Cheap: samples are drawn as they are read.
   */
  public static Dataset create(Options options) {
    Schema schema = schema(options.dimensions());
    SyntheticFunction function = SyntheticFunction.draw(options);
    int validation = (int) (options.rows() * 12 / 14);
    int test = (int) (options.rows() * 13 / 14);
    return new LoadedDataset(
        "synthetic",
        schema,
        ImmutableMap.of(),
        new SyntheticSplit(schema, function, 0, validation),
        new SyntheticSplit(schema, function, validation, test - validation),
        new SyntheticSplit(schema, function, test, (int) options.rows() - test),
        provenance(options));
  }

  private static Schema schema(int dimensions) {
    ImmutableList<Feature> features =
        IntStream.range(0, dimensions)
            .mapToObj(i -> new Feature.Numeric("x_" + i, false, false, false))
            .collect(ImmutableList.toImmutableList());
    ImmutableList<Label> labels =
        Stream.of("task_1", "task_2")
            .map(name -> new Label(name, Label.Kind.REGRESSION, Optional.empty()))
            .collect(ImmutableList.toImmutableList());
    return new Schema(features, labels, false, false);
  }

  private static ImmutableMap<String, String> provenance(Options options) {
    return ImmutableMap.<String, String>builder()
        .put("data", "synthetic")
        .put("generator_version", "1")
        .put("correlation", Double.toString(options.correlation()))
        .put("rows", Long.toString(options.rows()))
        .put("dimensions", Integer.toString(options.dimensions()))
        .put("sines", Integer.toString(options.sines()))
        .put("noise_standard_deviation", Double.toString(options.noiseStandardDeviation()))
        .put("c", Double.toString(options.c()))
        .put("draw_seed", Long.toString(options.drawSeed()))
        .buildOrThrow();
  }
}

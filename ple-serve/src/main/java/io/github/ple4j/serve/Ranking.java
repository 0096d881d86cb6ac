package io.github.ple4j.serve;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Orders candidates by what a multi-task model says of them, by eq. 1 of Tang et al., "Progressive
 * Layered Extraction (PLE)", RecSys 2020:
 *
 * <pre>score = p_VTR^w_VTR * p_VCR^w_VCR * p_SHR^w_SHR * ... * p_CMR^w_CMR * f(video_len)</pre>
 *
 * <p>Computed as a sum of logarithms, in double precision, so that many small factors do not
 * vanish. A prediction below {@value #FLOOR} counts as that: one task's 0 does not hide all others.
 *
 * <pre>{@code
 * Ranking ranking = Ranking.read(Path.of("ranking.textproto"));
 * Prediction prediction = predictor.predict(candidates);
 * for (RankedCandidate best : ranking.top(prediction, Column.floats(lengths), 10)) {
 *   show(best.index());
 * }
 * }</pre>
 *
 * <p>Immutable and thread-safe. {@link RankingFile} follows a file that changes.
 */
public final class Ranking {
  /** What a prediction is at least taken for. */
  public static final double FLOOR = 1e-12;

  private final ImmutableList<RankingWeight> weights;
  private final LengthFunction length;

  private Ranking(ImmutableList<RankingWeight> weights, LengthFunction length) {
    this.weights = weights;
    this.length = length;
  }

  /**
   * A ranking by these weights.
   *
   * @param weights of one task or more, each output once
   * @param length f
   */
  public static Ranking of(List<RankingWeight> weights, LengthFunction length) {
    if (weights.isEmpty()) {
      throw new IllegalArgumentException("weights must not be empty");
    }
    Set<String> outputs = new HashSet<>();
    for (RankingWeight weight : weights) {
      if (!outputs.add(weight.output())) {
        throw new IllegalArgumentException("output \"" + weight.output() + "\" must be given once");
      }
    }
    return new Ranking(ImmutableList.copyOf(weights), length);
  }

  /**
   * Reads a {@code RankingFormula} of {@code ranking.proto} in protobuf text format.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if it is not valid; the message has file, line and column
   */
  public static Ranking read(Path file) throws IOException {
    return RankingText.parse(TextFile.read(file));
  }

  /**
   * As {@link #read}, from a text.
   *
   * @param source what the text is called in errors
   */
  public static Ranking parse(String text, String source) {
    return RankingText.parse(new TextFile(source, text));
  }

  /** The tasks and their weights. */
  public ImmutableList<RankingWeight> weights() {
    return weights;
  }

  /**
   * The logarithm of every candidate's score.
   *
   * @param prediction with the outputs of the weights, of type float32 or float64: a value for
   *     every candidate, 0 or more
   * @param lengths of the candidates, of any numeric type, 0 or more, in the unit of f
   * @return a new array; negative infinity where f is 0
   * @throws IllegalArgumentException if an output is missing or of another type, the numbers of
   *     values differ, or a value is NaN, infinite or negative
   */
  public double[] logScores(Prediction prediction, Column lengths) {
    double[] scores = new double[lengths.size()];
    for (RankingWeight weight : weights) {
      addTask(scores, weight, prediction.column(weight.output()));
    }
    for (int i = 0; i < scores.length; i++) {
      double value = checked(number(lengths, i), "length", i);
      scores[i] += Math.log(checked(length.applyAsDouble(value), "f(length)", i));
    }
    return scores;
  }

  private static void addTask(double[] scores, RankingWeight weight, Column column) {
    String what = "output \"" + weight.output() + "\"";
    if (column.type() != ColumnType.FLOAT32 && column.type() != ColumnType.FLOAT64) {
      throw new IllegalArgumentException(what + ": expected float32 or float64, found " + column);
    }
    if (column.size() != scores.length) {
      throw new IllegalArgumentException(
          what
              + ": expected a value for each of the "
              + scores.length
              + " lengths, found "
              + column);
    }
    for (int i = 0; i < scores.length; i++) {
      double p = checked(number(column, i), what, i);
      scores[i] += weight.weight() * Math.log(Math.max(p, FLOOR));
    }
  }

  private static double checked(double number, String what, int candidate) {
    if (!(number >= 0) || Double.isInfinite(number)) {
      throw new IllegalArgumentException(
          what + " of candidate " + candidate + ": expected 0 or more, found " + number);
    }
    return number;
  }

  private static double number(Column column, int index) {
    return switch (column.type()) {
      case FLOAT32 -> column.asFloats()[index];
      case FLOAT64 -> column.asDoubles()[index];
      case INT32 -> column.asInts()[index];
      case INT64 -> column.asLongs()[index];
      case UINT8 -> Byte.toUnsignedInt(column.asUnsignedBytes()[index]);
      case BOOL, STRING ->
          throw new IllegalArgumentException("lengths: expected numbers, found " + column);
    };
  }

  /**
   * The best candidates, the best first; of equal scores the one that comes first.
   *
   * @param k how many; all if there are fewer
   * @throws IllegalArgumentException as {@link #logScores} does, or if k is negative
   */
  public ImmutableList<RankedCandidate> top(Prediction prediction, Column lengths, int k) {
    if (k < 0) {
      throw new IllegalArgumentException("k must not be negative: " + k);
    }
    double[] scores = logScores(prediction, lengths);
    TopCandidates best = new TopCandidates(Math.min(k, scores.length));
    for (int i = 0; i < scores.length; i++) {
      best.add(i, scores[i]);
    }
    return best.take();
  }

  /** The weights, such as {@code vtr^1.0 * vcr^0.5 * f(length)}. */
  @Override
  public String toString() {
    StringBuilder formula = new StringBuilder();
    weights.forEach(
        weight ->
            formula.append(weight.output()).append('^').append(weight.weight()).append(" * "));
    return formula + "f(length)";
  }
}

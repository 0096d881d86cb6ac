package io.github.ple4j.datasets;

/**
 * Who clicks and who buys. With scores that are sums of what user, item, history and position have
 * to say, standardised over impressions (S) and over clicks (T):
 *
 * <pre>
 *   CTR = sigmoid(b + 0.66 S + ln(1.25 - t / 2))   t from 0 to 1 along the file
 *   CVR = sigmoid(c + 0.90 T)
 * </pre>
 *
 * Both know interest, quality and loyalty to what the history has; what lures to click keeps from
 * buying, and a shop's prices must be the user's. The biases b and c are those at which impressions
 * of train have the rates of the real files: 1,644,256 clicks of 42,300,135 rows, 9,032 conversions
 * of the clicks. Immutable and thread-safe.
 */
final class AliCcpBehaviour {
  static final double CLICK_RATE = 1_644_256 / 42_300_135.0;
  static final double CONVERSION_RATE = 9_032 / 1_644_256.0;
  private static final double CLICK_SPREAD = 0.66;
  private static final double CONVERSION_SPREAD = 0.90;
  private static final double[] CLICK_POSITION = {0.4, 0, -0.3};
  private static final double[] CONVERSION_POSITION = {-0.2, 0.1, 0.1};
  private static final double[] LOGARITHMS = logarithms();
  private static final double MOST_INTENTION = 6;

  private final Line click;
  private final Line conversion;

  /** A score as log-odds. */
  private record Line(double bias, double slope) {
    double probability(double score, double more) {
      return 1 / (1 + StrictMath.exp(-(bias + slope * score + more)));
    }
  }

  private AliCcpBehaviour(Line click, Line conversion) {
    this.click = click;
    this.conversion = conversion;
  }

  private static double[] logarithms() {
    double[] all = new double[(AliCcpCounts.MOST_TIMES + 1) * AliCcpText.PARTS];
    for (int i = 0; i < all.length; i++) {
      all[i] = StrictMath.log1p(i / (double) AliCcpText.PARTS);
    }
    return all;
  }

  /** Fits the biases to some impressions of train. */
  static AliCcpBehaviour fitted(AliCcpLog train, AliCcpCatalogue catalogue) {
    AliCcpSample sample = AliCcpSample.of(train, catalogue, unfitted());
    double[] weights = sample.weights();
    Line click = fit(sample.clickScores(), weights, sample.drifts(), CLICK_SPREAD, CLICK_RATE);
    double[] clicks = new double[weights.length];
    for (int i = 0; i < clicks.length; i++) {
      clicks[i] = weights[i] * click.probability(sample.clickScores()[i], sample.drifts()[i]);
    }
    double[] none = new double[clicks.length];
    Line conversion =
        fit(sample.conversionScores(), clicks, none, CONVERSION_SPREAD, CONVERSION_RATE);
    return new AliCcpBehaviour(click, conversion);
  }

  /** Where nothing depends on the impression. */
  static AliCcpBehaviour unfitted() {
    return new AliCcpBehaviour(new Line(0, 0), new Line(0, 0));
  }

  private static Line fit(
      double[] scores, double[] weights, double[] more, double spread, double rate) {
    double sum = 0;
    double mean = 0;
    double square = 0;
    for (int i = 0; i < scores.length; i++) {
      sum += weights[i];
      mean += weights[i] * scores[i];
      square += weights[i] * scores[i] * scores[i];
    }
    mean /= sum;
    double slope = spread / Math.sqrt(square / sum - mean * mean);
    double low = -30;
    double high = 30;
    for (int step = 0; step < 60; step++) {
      Line middle = new Line((low + high) / 2, slope);
      double found = 0;
      for (int i = 0; i < scores.length; i++) {
        found += weights[i] * middle.probability(scores[i], more[i]);
      }
      if (found / sum < rate) {
        low = middle.bias();
      } else {
        high = middle.bias();
      }
    }
    return new Line((low + high) / 2, slope);
  }

  /** How much more or less is clicked at a place of the file from 0 to 1, as log-odds. */
  static double drift(double place) {
    return StrictMath.log(1.25 - 0.5 * place);
  }

  static double clickScore(AliCcpUser user, AliCcpImpression shown) {
    return 0.45 * shown.interest
        + 0.35 * shown.lure
        + 0.25 * shown.quality
        + 0.30 * user.activity()
        + CLICK_POSITION[shown.position]
        + 0.12 * LOGARITHMS[shown.categoryParts]
        + 0.25 * LOGARITHMS[shown.shopParts]
        + 0.06 * intention(shown);
  }

  static double conversionScore(AliCcpUser user, AliCcpImpression shown) {
    return 0.30 * shown.interest
        - 0.40 * shown.lure
        + 0.45 * shown.quality
        + 0.40 * user.consumption() * shown.price
        + 0.30 * user.consumption()
        + CONVERSION_POSITION[shown.position]
        + 0.35 * LOGARITHMS[shown.shopParts]
        + (0.35 + 0.2 * user.loyalty()) * LOGARITHMS[shown.brandParts];
  }

  private static double intention(AliCcpImpression shown) {
    double sum = 0;
    for (int i = 0; i < shown.intentionCount; i++) {
      sum += LOGARITHMS[shown.intentionParts[i]];
    }
    return Math.min(sum, MOST_INTENTION);
  }

  /** Sets the probabilities of an impression at a place of the file from 0 to 1. */
  void decide(AliCcpUser user, AliCcpImpression shown, double place) {
    shown.clickProbability = click.probability(clickScore(user, shown), drift(place));
    shown.conversionProbability = conversion.probability(conversionScore(user, shown), 0);
  }
}

package io.github.ple4j.datasets;

/**
 * A simulated Ali-CCP user: interests in a few factors, a level of consumption, an inclination to
 * click and a loyalty to brands, of mean 0 and variance 1 each, and the profile fields, in which
 * they show. Filled anew for one user after the other; not thread-safe.
 */
final class AliCcpUser {
  private static final int TABLE = 256;
  private static final double CONCENTRATION = 1.6;
  static final AliCcpColumn[] FIELDS = {
    AliCcpColumn.USER,
    AliCcpColumn.PROFILE,
    AliCcpColumn.GROUP,
    AliCcpColumn.GENDER,
    AliCcpColumn.AGE,
    AliCcpColumn.CONSUMPTION_ONE,
    AliCcpColumn.CONSUMPTION_TWO,
    AliCcpColumn.WORKS,
    AliCcpColumn.GEOGRAPHY
  };
  // Presence in percent of rows, as in the real files; most of a profile is there or not at once.
  private static final double HAS_USER = 0.998;
  private static final double HAS_PROFILE = 0.870;
  private static final double HAS_CONSUMPTION_ONE = 0.416 / HAS_PROFILE;
  private static final double HAS_GEOGRAPHY = 0.637 / HAS_PROFILE;

  private final AliCcpCatalogue catalogue;
  private final double[] interests = new double[AliCcpCatalogue.FACTORS];
  private final byte[] topics = new byte[TABLE];
  private final double[] topicWeights = new double[AliCcpCatalogue.TOPICS];
  private final int[] profile = new int[FIELDS.length];
  private double consumption;
  private double activity;
  private double loyalty;
  private double intensity;

  AliCcpUser(AliCcpCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** Draws a user of a log; the generator is at the user's beginning. */
  void draw(AliCcpLog log, int user, AliCcpRandom random) {
    for (int i = 0; i < interests.length; i++) {
      interests[i] = random.gaussian();
    }
    consumption = random.gaussian();
    activity = random.gaussian();
    loyalty = random.gaussian();
    // From 0.35, of mean 1 and standard deviation 0.65.
    intensity = 0.35 - 0.65 * StrictMath.log(1 - log.share(user, 0));
    drawProfile(log, user, random);
    fillTopics();
  }

  private void drawProfile(AliCcpLog log, int user, AliCcpRandom random) {
    double age = (interests[0] + random.gaussian()) * Math.sqrt(0.5);
    double tier = (interests[2] + random.gaussian()) * Math.sqrt(0.5);
    int group = oneOf((0.8 * interests[3] + 0.6 * activity), AliCcpColumn.GROUP.size());
    int gender = interests[1] + 0.4 * random.gaussian() > 0.3 ? 1 : 0;
    int micro = oneOf(interests[4], 7) * 14 + oneOf(interests[5], 7) * 2 + gender;
    boolean some = log.share(user, 1) < HAS_PROFILE;
    profile[0] = random.uniform() < HAS_USER ? log.userNumber(user) : -1;
    profile[1] = some ? micro % AliCcpColumn.PROFILE.size() : -1;
    profile[2] = some ? group : -1;
    profile[3] = some ? gender : -1;
    profile[4] = some ? oneOf(age, AliCcpColumn.AGE.size()) : -1;
    int level = oneOf(0.9 * consumption + 0.4 * random.gaussian(), 3);
    profile[5] = some && log.share(user, 2) < HAS_CONSUMPTION_ONE ? level : -1;
    profile[6] = some ? oneOf(0.9 * consumption + 0.4 * random.gaussian(), 3) : -1;
    profile[7] = some ? (interests[0] + loyalty > 1.2 ? 1 : 0) : -1;
    boolean located = some && log.share(user, 3) < HAS_GEOGRAPHY;
    profile[8] = located ? oneOf(tier, AliCcpColumn.GEOGRAPHY.size()) : -1;
  }

  /** One of nearly equally large groups of a number of mean 0 and variance 1. */
  private static int oneOf(double number, int groups) {
    double share = 0.5 + number / (2 * (1 + Math.abs(number) * 0.75));
    return Math.max(0, Math.min(groups - 1, (int) (groups * share)));
  }

  /** A topic as often as the user's interest in it says, in a table. */
  private void fillTopics() {
    double sum = 0;
    for (int t = 0; t < topicWeights.length; t++) {
      topicWeights[t] = StrictMath.exp(CONCENTRATION * match(catalogue.topicFactors(t)));
      sum += topicWeights[t];
    }
    double end = 0;
    int filled = 0;
    for (int t = 0; t < topicWeights.length; t++) {
      end += topicWeights[t] / sum * TABLE;
      for (; filled < Math.round(end); filled++) {
        topics[filled] = (byte) t;
      }
    }
  }

  /** Interest in something, of mean 0 and variance 1 over users. */
  double match(double[] factors) {
    double sum = 0;
    for (int i = 0; i < interests.length; i++) {
      sum += interests[i] * factors[i];
    }
    return sum;
  }

  /** A topic as often as the user's interest in it says. */
  int drawTopic(AliCcpRandom random) {
    return topics[random.below(TABLE)];
  }

  /** The value of a field of {@link #FIELDS}, counted from 0; -1 where it is absent. */
  int profile(int field) {
    return profile[field];
  }

  double consumption() {
    return consumption;
  }

  double activity() {
    return activity;
  }

  double loyalty() {
    return loyalty;
  }

  /** How long the history is in relation to others. */
  double intensity() {
    return intensity;
  }
}

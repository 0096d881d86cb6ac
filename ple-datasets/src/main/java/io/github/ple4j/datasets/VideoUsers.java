package io.github.ple4j.datasets;

import java.util.Arrays;
import java.util.Comparator;
import org.apache.commons.rng.UniformRandomProvider;

/** The users of a feed. Numbers without a unit are of mean 0 and variance 1. Immutable. */
final class VideoUsers {
  static final int MOST_INTERESTS = 5;
  static final int AGES = 6;
  static final int GENDERS = 3;
  static final int CITY_TIERS = 5;
  private static final long STREAM = -2;
  private static final double COUNT = 12; // of the category that a user is indifferent to

  private final double[][] clickInterests; // [users][topics]
  private final double[][] watchInterests;
  private final double[] wifi;
  private final double[] autoPlay;
  private final double[] clicking;
  private final double[] patience;
  private final double[] sharing;
  private final double[] commenting;
  private final double[] activity;
  private final int[] age;
  private final int[] gender;
  private final int[] cityTier;
  private final int[][] interests; // [users][up to MOST_INTERESTS], categories
  private final float[][] interestWeights;

  VideoUsers(VideoFeed.Options options, VideoCatalogue catalogue) {
    UniformRandomProvider random = Seeds.generator(options.drawSeed(), STREAM);
    int users = options.users();
    clicking = VideoWorld.gaussians(random, users);
    patience = VideoWorld.gaussians(random, users);
    sharing = VideoWorld.gaussians(random, users);
    commenting = VideoWorld.gaussians(random, users);
    double[] ofActivity = VideoWorld.gaussians(random, users);
    double[] ofWifi = VideoWorld.gaussians(random, users);
    double[] ofAutoPlay = VideoWorld.gaussians(random, users);
    clickInterests = new double[users][];
    watchInterests = new double[users][];
    wifi = new double[users];
    autoPlay = new double[users];
    activity = new double[users];
    age = new int[users];
    gender = new int[users];
    cityTier = new int[users];
    interests = new int[users][];
    interestWeights = new float[users][];
    int topics = catalogue.topics(0).length;
    double agreement = 1 - options.conflict();
    for (int u = 0; u < users; u++) {
      double[] first = VideoWorld.gaussians(random, topics);
      double[] second = VideoWorld.gaussians(random, topics);
      clickInterests[u] = new double[topics];
      watchInterests[u] = new double[topics];
      for (int i = 0; i < topics; i++) {
        clickInterests[u][i] = first[i];
        watchInterests[u][i] =
            agreement * first[i] + Math.sqrt(1 - agreement * agreement) * second[i];
      }
      wifi[u] = 0.3 + 0.8 * ofWifi[u];
      autoPlay[u] = VideoWorld.sigmoid(-0.8 + 0.5 * ofAutoPlay[u]);
      activity[u] = StrictMath.exp(0.8 * ofActivity[u]);
      double[] noise = VideoWorld.gaussians(random, 3);
      age[u] = group(first[0] + noise[0], AGES);
      gender[u] = random.nextDouble() < 0.1 ? 2 : group(first[1] + noise[1], 2);
      cityTier[u] = group(ofWifi[u] + noise[2], CITY_TIERS);
      setInterests(u, catalogue, random);
    }
  }

  /** One of equally large groups of a number of variance 2. */
  private static int group(double number, int groups) {
    double uniform = VideoWorld.sigmoid(1.7 * number / Math.sqrt(2)); // nearly
    return Math.min(groups - 1, (int) (groups * uniform));
  }

  /** What the user has met most, as a user's history would count it. */
  private void setInterests(int user, VideoCatalogue catalogue, UniformRandomProvider random) {
    double[] counts = new double[VideoWorld.CATEGORIES];
    double[] noise = VideoWorld.gaussians(random, counts.length);
    Integer[] order = new Integer[counts.length];
    for (int c = 0; c < counts.length; c++) {
      double affinity = VideoWorld.dot(clickInterests[user], catalogue.centre(c));
      counts[c] =
          Math.floor(activity[user] * COUNT * StrictMath.exp(affinity + 0.4 * noise[c]) / 10);
      order[c] = c;
    }
    Arrays.sort(order, Comparator.comparingDouble(c -> -counts[c]));
    int found = 0;
    while (found < MOST_INTERESTS && counts[order[found]] > 0) {
      found++;
    }
    interests[user] = new int[found];
    interestWeights[user] = new float[found];
    for (int i = 0; i < found; i++) {
      interests[user][i] = order[i];
      interestWeights[user][i] = (float) StrictMath.log1p(counts[order[i]]);
    }
  }

  double[] clickInterests(int user) {
    return clickInterests[user];
  }

  double[] watchInterests(int user) {
    return watchInterests[user];
  }

  /** Probability of wifi at an hour. */
  double wifi(int user, int hour) {
    return VideoWorld.sigmoid(wifi[user] + (hour >= 8 && hour < 19 ? -0.6 : 0.4));
  }

  /** Probability that a video plays by itself on wifi. */
  double autoPlay(int user) {
    return autoPlay[user];
  }

  double clicking(int user) {
    return clicking[user];
  }

  double patience(int user) {
    return patience[user];
  }

  double sharing(int user) {
    return sharing[user];
  }

  double commenting(int user) {
    return commenting[user];
  }

  /** How often users have impressions, in relation. */
  double[] activity() {
    return activity.clone();
  }

  double activity(int user) {
    return activity[user];
  }

  int age(int user) {
    return age[user];
  }

  int gender(int user) {
    return gender[user];
  }

  int cityTier(int user) {
    return cityTier[user];
  }

  int interests(int user) {
    return interests[user].length;
  }

  int interest(int user, int i) {
    return interests[user][i];
  }

  float interestWeight(int user, int i) {
    return interestWeights[user][i];
  }
}

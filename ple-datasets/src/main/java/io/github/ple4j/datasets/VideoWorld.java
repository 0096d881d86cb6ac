package io.github.ple4j.datasets;

import com.google.common.primitives.ImmutableIntArray;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler.NormalizedGaussian;

/**
 * Who watches, what there is to be watched, and what follows from both. With interests z_u and
 * topics t_v, of an impression with click affinity a = z_u.t_v and watch affinity w (of the same
 * topics, but of interests that agree with z_u the less the more conflict there is):
 *
 * <pre>
 *   auto     = wifi ? auto_u : 0
 *   click    = (1 - auto) sigmoid(C(a, attraction_v, inclination_u, position, hour))
 *   p, k     = sigmoid(W), exp(W / 2)   W(w, quality_v, length_v, patience_u) less where auto-played
 *   watched  = 1 with probability p, else r with P(r &lt;= x) = x^k
 *   view     = watched for 10 seconds or more, or to the end
 *   share    = sigmoid(S(w, quality_v, inclination_u))   comment alike, with controversy_v
 * </pre>
 *
 * Immutable and thread-safe. Functions are those of {@link StrictMath}, so that rows are the same
 * on every machine.
 */
final class VideoWorld {
  static final int CATEGORIES = 20;
  static final double VIEW_SECONDS = 10;
  private static final int TOPICS = 8;
  private static final int DAYS_BEFORE = 21;
  private static final double FADING_DAYS = 7;
  private static final double AIMED = 0.7; // share of impressions for which the feed chose
  static final int POSITIONS = 8;
  private static final double TYPICAL_SECONDS = 45;
  private static final double SECONDS_SPREAD = 0.8;
  private static final double SHORTEST = 6;
  private static final double LONGEST = 900;

  /** Relative frequencies of the hours. */
  private static final double[] HOURS = {
    3, 2, 1, 1, 1, 1, 2, 4, 5, 5, 5, 6, 8, 7, 5, 5, 5, 6, 8, 9, 10, 10, 8, 5
  };

  /** What a random number is for. */
  enum Draw {
    LOGGED(1),
    TRIED(2),
    SESSION(3);

    private final int stream;

    Draw(int stream) {
      this.stream = stream;
    }
  }

  private final long seed;
  final VideoUsers users;
  final VideoCatalogue catalogue;
  private final double[] hours = cumulative(HOURS);
  private final double[] activity;
  private final double[][] exposure = new double[VideoFeed.DAYS][];

  VideoWorld(VideoFeed.Options options) {
    seed = options.drawSeed();
    catalogue = new VideoCatalogue(options, TOPICS, DAYS_BEFORE);
    users = new VideoUsers(options, catalogue);
    activity = cumulative(users.activity());
    for (int day = 1; day <= VideoFeed.DAYS; day++) {
      exposure[day - 1] = cumulative(catalogue.exposure(day, FADING_DAYS));
    }
  }

  /** A vector of independent standard normal numbers. */
  static double[] gaussians(UniformRandomProvider random, int length) {
    NormalizedGaussian gaussian = NormalizedGaussian.of(random);
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = gaussian.sample();
    }
    return values;
  }

  static double sigmoid(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  double lengthSeconds(int video) {
    return Math.min(
        LONGEST,
        Math.max(
            SHORTEST,
            TYPICAL_SECONDS * StrictMath.exp(SECONDS_SPREAD * catalogue.logLength(video))));
  }

  int publicationDay(int video) {
    return catalogue.publicationDay(video);
  }

  VideoImpression impression(long index, int day) {
    UniformRandomProvider random = Seeds.generator(seed, index);
    int user = find(activity, random.nextDouble());
    int hour = find(hours, random.nextDouble());
    boolean wifi = random.nextDouble() < users.wifi(user, hour);
    int first = find(exposure[day - 1], random.nextDouble());
    int second = find(exposure[day - 1], random.nextDouble());
    boolean aimed = random.nextDouble() < AIMED;
    boolean better = clickAffinity(user, second) > clickAffinity(user, first);
    int position = 1 + random.nextInt(POSITIONS);
    return new VideoImpression(user, aimed && better ? second : first, day, hour, wifi, position);
  }

  /** How many videos have been published by the end of a day. */
  int published(int day) {
    int published = 0;
    for (int video = 0; video < catalogue.size(); video++) {
      published += catalogue.publicationDay(video) <= day ? 1 : 0;
    }
    return published;
  }

  VideoSession session(long number, int user, int day, int candidates) {
    long ofNumber = Seeds.mix(Seeds.mix(seed + Draw.SESSION.stream) + number);
    UniformRandomProvider random = Seeds.generator(ofNumber, (long) VideoFeed.DAYS * user + day);
    int hour = find(hours, random.nextDouble());
    boolean wifi = random.nextDouble() < users.wifi(user, hour);
    Set<Integer> videos = new LinkedHashSet<>();
    while (videos.size() < candidates) {
      videos.add(find(exposure[day - 1], random.nextDouble()));
    }
    return new VideoSession(user, day, hour, wifi, ImmutableIntArray.copyOf(videos));
  }

  VideoProbabilities probabilities(VideoImpression shown) {
    double auto = shown.wifi() ? users.autoPlay(shown.user()) : 0;
    double click = (1 - auto) * clickProbability(shown);
    Watching passive = watching(shown, true);
    Watching active = watching(shown, false);
    double threshold = threshold(shown.video());
    double share = shareProbability(shown);
    return new VideoProbabilities(
        auto,
        click,
        auto * passive.beyond(threshold) + click * active.beyond(threshold),
        (auto * passive.mean() + click * active.mean()) / (auto + click),
        share,
        commentProbability(shown));
  }

  VideoActions act(VideoImpression shown, Draw draw, long number) {
    UniformRandomProvider random = Seeds.generator(Seeds.mix(seed + draw.stream), number);
    double chanceOfAuto = random.nextDouble();
    double chanceOfClick = random.nextDouble();
    double chanceOfEnd = random.nextDouble();
    double part = random.nextDouble();
    double chanceOfShare = random.nextDouble();
    double chanceOfComment = random.nextDouble();
    boolean auto = shown.wifi() && chanceOfAuto < users.autoPlay(shown.user());
    boolean click = !auto && chanceOfClick < clickProbability(shown);
    double completion = auto || click ? watching(shown, auto).completion(chanceOfEnd, part) : 0;
    return new VideoActions(
        auto,
        click,
        completion,
        completion * lengthSeconds(shown.video()),
        completion >= threshold(shown.video()),
        click && chanceOfShare < shareProbability(shown),
        click && chanceOfComment < commentProbability(shown));
  }

  /** The completion ratio from which a play is a view. */
  private double threshold(int video) {
    return Math.min(1, VIEW_SECONDS / lengthSeconds(video));
  }

  /**
   * How long a play goes on.
   *
   * @param end probability that it goes on to the end
   * @param power P(r &lt;= x) = x^power of one that does not
   */
  private record Watching(double end, double power) {
    double completion(double chanceOfEnd, double part) {
      return chanceOfEnd < end ? 1 : StrictMath.pow(part, 1 / power);
    }

    double mean() {
      return end + (1 - end) * power / (power + 1);
    }

    double beyond(double ratio) {
      return end + (1 - end) * (1 - StrictMath.pow(ratio, power));
    }
  }

  private double clickAffinity(int user, int video) {
    return dot(users.clickInterests(user), catalogue.topics(video));
  }

  private double watchAffinity(int user, int video) {
    return dot(users.watchInterests(user), catalogue.topics(video));
  }

  private double clickProbability(VideoImpression shown) {
    return sigmoid(
        -1.2
            + 0.65 * clickAffinity(shown.user(), shown.video())
            + 1.0 * catalogue.attraction(shown.video())
            + 0.9 * users.clicking(shown.user())
            - 0.15 * (shown.position() - 1)
            + (shown.hour() >= 19 ? 0.2 : 0));
  }

  /** Who clicked stays with less regard to what it is; who did not is there by accident. */
  private Watching watching(VideoImpression shown, boolean auto) {
    double liking =
        0.35 * watchAffinity(shown.user(), shown.video())
            + 0.6 * catalogue.quality(shown.video())
            + 0.5 * users.patience(shown.user());
    double utility =
        (auto ? -2.1 + 1.3 * liking : -1.6 + 0.8 * liking)
            - 0.5 * catalogue.logLength(shown.video());
    return new Watching(sigmoid(utility), StrictMath.exp(0.45 + utility / 2));
  }

  private double shareProbability(VideoImpression shown) {
    return sigmoid(
        -3.2
            + 0.4 * watchAffinity(shown.user(), shown.video())
            + 0.4 * catalogue.quality(shown.video())
            + 0.6 * users.sharing(shown.user()));
  }

  private double commentProbability(VideoImpression shown) {
    return sigmoid(
        -3.8
            + 0.3 * clickAffinity(shown.user(), shown.video())
            + 0.6 * catalogue.controversy(shown.video())
            + 0.6 * users.commenting(shown.user()));
  }

  /** Running sums of weights, the last of which is 1. */
  static double[] cumulative(double[] weights) {
    double[] sums = new double[weights.length];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += weights[i];
      sums[i] = sum;
    }
    for (int i = 0; i < weights.length; i++) {
      sums[i] /= sum;
    }
    return sums;
  }

  /** The first index whose running sum is above a number in [0, 1). */
  static int find(double[] cumulative, double number) {
    int low = 0;
    int high = cumulative.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (cumulative[middle] > number) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}

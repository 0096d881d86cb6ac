package io.github.ple4j.datasets;

import org.apache.commons.rng.UniformRandomProvider;

/** The videos of a feed. Numbers without a unit are of mean 0 and variance 1. Immutable. */
final class VideoCatalogue {
  static final int AUTHORS_SHARE = 5; // one author for so many videos
  private static final long STREAM = -1;
  private static final double OFF_CENTRE = 0.5;

  private final double[][] centres; // [categories][topics]
  private final int[] category;
  private final int[] author;
  private final double[][] topics; // [videos][topics]
  private final double[] quality;
  private final double[] attraction;
  private final double[] controversy;
  private final double[] logLength;
  private final double[] popularity;
  private final int[] publicationDay;

  VideoCatalogue(VideoFeed.Options options, int dimensions, int daysBefore) {
    UniformRandomProvider random = Seeds.generator(options.drawSeed(), STREAM);
    int videos = options.videos();
    int authors = Math.max(1, videos / AUTHORS_SHARE);
    centres = new double[VideoWorld.CATEGORIES][];
    for (int c = 0; c < centres.length; c++) {
      centres[c] = unit(VideoWorld.gaussians(random, dimensions));
    }
    double[] authorQuality = VideoWorld.gaussians(random, authors);
    category = new int[videos];
    author = new int[videos];
    topics = new double[videos][];
    quality = new double[videos];
    attraction = new double[videos];
    controversy = VideoWorld.gaussians(random, videos);
    logLength = VideoWorld.gaussians(random, videos);
    popularity = VideoWorld.gaussians(random, videos);
    publicationDay = new int[videos];
    // Attraction and quality: 1 where there is no conflict, -1 where there is nothing else.
    double agreement = 1 - 2 * options.conflict();
    double[] own = VideoWorld.gaussians(random, videos);
    double[] apart = VideoWorld.gaussians(random, videos);
    for (int v = 0; v < videos; v++) {
      // Some categories are much larger than others.
      double uniform = random.nextDouble();
      category[v] = (int) (VideoWorld.CATEGORIES * uniform * uniform);
      author[v] = random.nextInt(authors);
      double[] off = VideoWorld.gaussians(random, dimensions);
      double[] topic = new double[dimensions];
      for (int i = 0; i < dimensions; i++) {
        topic[i] = centres[category[v]][i] + OFF_CENTRE * off[i] / Math.sqrt(dimensions);
      }
      topics[v] = unit(topic);
      quality[v] = (authorQuality[author[v]] + own[v]) * Math.sqrt(0.5);
      attraction[v] = agreement * quality[v] + Math.sqrt(1 - agreement * agreement) * apart[v];
      publicationDay[v] = 1 - daysBefore + random.nextInt(daysBefore + VideoFeed.DAYS);
    }
    publicationDay[0] = 1 - daysBefore; // so that no day is without a video
  }

  private static double[] unit(double[] vector) {
    double length = Math.sqrt(VideoWorld.dot(vector, vector));
    double[] result = new double[vector.length];
    for (int i = 0; i < vector.length; i++) {
      result[i] = vector[i] / length;
    }
    return result;
  }

  /** How often videos are candidates on a day, in relation: none before it is published. */
  double[] exposure(int day, double fadingDays) {
    double[] weights = new double[popularity.length];
    for (int v = 0; v < weights.length; v++) {
      int age = day - publicationDay[v];
      weights[v] = age < 0 ? 0 : StrictMath.exp(popularity[v] - age / fadingDays);
    }
    return weights;
  }

  /** The middle of a category's topics, of length 1. */
  double[] centre(int ofCategory) {
    return centres[ofCategory];
  }

  int size() {
    return category.length;
  }

  int category(int video) {
    return category[video];
  }

  int author(int video) {
    return author[video];
  }

  /** What it is about, of length 1. */
  double[] topics(int video) {
    return topics[video];
  }

  double quality(int video) {
    return quality[video];
  }

  double attraction(int video) {
    return attraction[video];
  }

  double controversy(int video) {
    return controversy[video];
  }

  /** Logarithm of the length, standardised. */
  double logLength(int video) {
    return logLength[video];
  }

  int publicationDay(int video) {
    return publicationDay[video];
  }
}

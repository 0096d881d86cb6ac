package io.github.ple4j.train.cli;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import io.github.ple4j.datasets.SyntheticRegression;
import io.github.ple4j.datasets.VideoFeed;

/** The data sets that are drawn and not read, by their options. */
final class SimulatedData {
  static final String SYNTHETIC =
      "Of synthetic: correlation (0.5), rows (1400000), dimensions (512), noise (0.1), draw_seed"
          + " (0).";
  static final String VIDEO =
      "Of video: rows (1000000), users (20000), videos (5000), conflict (0.5; 0 to 1), tasks"
          + " (ctr+vtr+vcr+shr+cmr, or some of them), draw_seed (0).";

  private SimulatedData() {}

  static SyntheticRegression.Options synthetic(OptionValues values) {
    SyntheticRegression.Options defaults = SyntheticRegression.Options.defaults();
    try {
      SyntheticRegression.Options made =
          defaults
              .withCorrelation(
                  values.take("correlation", defaults.correlation(), Double::parseDouble))
              .withRows(values.take("rows", defaults.rows(), Long::parseLong))
              .withDimensions(values.take("dimensions", defaults.dimensions(), Integer::parseInt))
              .withNoiseStandardDeviation(
                  values.take("noise", defaults.noiseStandardDeviation(), Double::parseDouble))
              .withDrawSeed(values.take("draw_seed", defaults.drawSeed(), Long::parseLong));
      values.end();
      return made;
    } catch (IllegalArgumentException e) {
      throw values.wrong(e);
    }
  }

  static VideoFeed.Options video(OptionValues values) {
    VideoFeed.Options defaults = VideoFeed.Options.defaults();
    try {
      VideoFeed.Options made =
          defaults
              .withRows(values.take("rows", defaults.rows(), Long::parseLong))
              .withUsers(values.take("users", defaults.users(), Integer::parseInt))
              .withVideos(values.take("videos", defaults.videos(), Integer::parseInt))
              .withConflict(values.take("conflict", defaults.conflict(), Double::parseDouble))
              .withTasks(values.take("tasks", defaults.tasks(), SimulatedData::names))
              .withDrawSeed(values.take("draw_seed", defaults.drawSeed(), Long::parseLong));
      values.end();
      return made;
    } catch (IllegalArgumentException e) {
      throw values.wrong(e);
    }
  }

  private static ImmutableList<String> names(String text) {
    return ImmutableList.copyOf(Splitter.on('+').split(text));
  }
}

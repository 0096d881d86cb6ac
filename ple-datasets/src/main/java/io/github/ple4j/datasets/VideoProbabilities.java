package io.github.ple4j.datasets;

/**
 * What a model of the video feed tries to predict, as the simulator knows it.
 *
 * @param autoPlay probability that the video plays by itself
 * @param click CTR, of an impression
 * @param view VTR, of an impression
 * @param completion VCR, the expected completion ratio of a play
 * @param share SHR, of a click
 * @param comment CMR, of a click
 */
public record VideoProbabilities(
    double autoPlay, double click, double view, double completion, double share, double comment) {

  /** Probability that the video plays, by itself or by a click. */
  public double play() {
    return autoPlay + click;
  }
}

package io.github.ple4j.datasets;

/**
 * What a user did with a video that was shown.
 *
 * @param autoPlay whether it began to play by itself
 * @param click whether the user began it; never where it played by itself
 * @param completion share of the video that was watched, in [0, 1]; 0 where nothing played
 * @param watchSeconds that share of its length
 * @param view whether it was played for longer than the threshold
 * @param share after a click
 * @param comment after a click
 */
public record VideoActions(
    boolean autoPlay,
    boolean click,
    double completion,
    double watchSeconds,
    boolean view,
    boolean share,
    boolean comment) {

  /** Whether it played at all, by itself or by a click. */
  public boolean play() {
    return autoPlay || click;
  }
}

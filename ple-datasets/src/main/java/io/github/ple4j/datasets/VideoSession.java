package io.github.ple4j.datasets;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;

/**
 * A user who opens the feed, and the videos out of which a ranking may choose.
 *
 * @param user from 0
 * @param day of the feed, from 1
 * @param hour of the day, 0 to 23
 * @param wifi whether the user is on wifi, where videos may play by themselves
 * @param videos the candidates, from 0, no one twice, in the order in which the feed drew them
 */
public record VideoSession(int user, int day, int hour, boolean wifi, ImmutableIntArray videos) {

  /**
   * A candidate as it is shown.
   *
   * @param candidate from 0, in the order of {@link #videos}
   * @param position in the feed, from 1
   * @throws IndexOutOfBoundsException if there is no such candidate
   */
  public VideoImpression impression(int candidate, int position) {
    return new VideoImpression(user, videos.get(candidate), day, hour, wifi, position);
  }

  /**
   * Candidates as they are shown one after the other: the first at position 1, the next at 2.
   *
   * @param candidates from 0, in the order of {@link #videos}
   * @throws IndexOutOfBoundsException if there is no such candidate
   */
  public ImmutableList<VideoImpression> shown(int... candidates) {
    ImmutableList.Builder<VideoImpression> shown =
        ImmutableList.builderWithExpectedSize(candidates.length);
    for (int i = 0; i < candidates.length; i++) {
      shown.add(impression(candidates[i], i + 1));
    }
    return shown.build();
  }
}

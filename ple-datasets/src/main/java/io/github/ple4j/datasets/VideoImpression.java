package io.github.ple4j.datasets;

/**
 * A video shown to a user.
 *
 * @param user from 0
 * @param video from 0
 * @param day from 1
 * @param hour of the day, 0 to 23
 * @param wifi whether the user is on wifi, where videos may play by themselves
 * @param position in the feed, from 1
 */
public record VideoImpression(int user, int video, int day, int hour, boolean wifi, int position) {}

package io.github.ple4j.train;

/**
 * A number of different values.
 *
 * @param count how many; if that is not known exactly, there are more than this
 * @param exact whether it is known
 */
public record DistinctCount(long count, boolean exact) {}

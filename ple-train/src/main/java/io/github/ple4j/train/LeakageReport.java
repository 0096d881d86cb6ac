package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;

/**
 * What makes the figures of a data set worthless, or doubtful.
 *
 * @param errors a line each: a label that is also an input, or decided by one, or there twice
 * @param warnings a line each: labels of one class, rows that are in two splits
 */
public record LeakageReport(ImmutableList<String> errors, ImmutableList<String> warnings) {}

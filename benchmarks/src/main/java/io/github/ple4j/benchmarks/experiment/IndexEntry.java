package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;

/**
 * An experiment in the index.
 *
 * @param page file name of its page, beside the index
 * @param finished how many runs are finished
 * @param expected how many runs there are to be
 * @param date of its page
 * @param machineTime of all runs together, in words
 * @param sentences on what it found
 * @param charts the one that stands for it; none where no run is finished
 */
record IndexEntry(
    String title,
    String question,
    String page,
    int finished,
    int expected,
    String date,
    String machineTime,
    ImmutableList<String> sentences,
    ImmutableList<Headline> charts) {}

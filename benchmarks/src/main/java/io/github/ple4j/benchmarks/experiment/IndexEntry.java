package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;

/**
 * An experiment in the index.
 *
 * @param page file name of its page, beside the index
 * @param counts of the runs
 * @param date of its page
 * @param machineTime of all runs together, in words
 * @param sentences on what it found
 * @param charts the one that stands for it; none where no run is finished
 */
record IndexEntry(
    String title,
    String question,
    String page,
    RunCounts counts,
    String date,
    String machineTime,
    ImmutableList<String> sentences,
    ImmutableList<Headline> charts) {}

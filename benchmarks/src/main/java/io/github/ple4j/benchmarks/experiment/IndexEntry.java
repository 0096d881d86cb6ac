package io.github.ple4j.benchmarks.experiment;

/**
 * An experiment in the index.
 *
 * @param page file name of its page, beside the index
 * @param finished how many runs are finished
 * @param expected how many runs there are to be
 * @param date of its page
 */
record IndexEntry(
    String title, String question, String page, int finished, int expected, String date) {}

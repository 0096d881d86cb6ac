package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.time.Duration;

/**
 * What the page of an experiment says of how it was run.
 *
 * @param commands that make the page
 * @param machine lines on the machine
 * @param versions lines such as: TensorFlow 2.18
 * @param machineTime of all runs together
 * @param missing sentences on what has not been run
 * @param searchedSettings what the search chose, by system, in words; empty without a search
 * @param searchBudget a sentence on what the search was given; empty without a search
 * @param date of the page
 * @param rawRuns file name of the runs, beside the page
 */
record ReportContext(
    ImmutableList<String> commands,
    ImmutableList<String> machine,
    ImmutableList<String> versions,
    Duration machineTime,
    ImmutableList<String> missing,
    ImmutableMap<String, String> searchedSettings,
    String searchBudget,
    String date,
    String rawRuns) {}

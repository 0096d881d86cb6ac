package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;
import java.time.Duration;

/**
 * What the page of an experiment says of how it was run.
 *
 * @param commands that make the page
 * @param counts of the runs
 * @param machine lines on the machine
 * @param versions lines such as: TensorFlow 2.18
 * @param machineTime of all runs together
 * @param missing sentences on what has not been run
 * @param declared settings that were not searched for; none if all were
 * @param searched what the search chose; none without a search
 * @param searchBudget a sentence on what the search was given; empty without a search
 * @param date of the page
 * @param rawRuns file name of the runs, beside the page
 */
record ReportContext(
    ImmutableList<String> commands,
    RunCounts counts,
    ImmutableList<String> machine,
    ImmutableList<String> versions,
    Duration machineTime,
    ImmutableList<String> missing,
    ImmutableList<DeclaredSettings> declared,
    ImmutableList<SearchedSettings> searched,
    String searchBudget,
    String date,
    String rawRuns) {

  /** Settings, in the text format, of some sections. */
  record DeclaredSettings(String sections, String settings) {}

  /**
   * Settings that the search chose for a system, in the text format.
   *
   * @param lead by how much they were better than the next ones in the last rung, in words
   */
  record SearchedSettings(String system, String settings, String lead) {}
}

package io.github.ple4j.train;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * What makes the figures of a data set worthless, or doubtful.
 *
 * @param errors a line each: a label that is also an input, or decided by one, or there twice
 * @param warnings a line each: labels of one class, or that a number decides in a few rows; rows
 *     that are in two splits
 */
public record LeakageReport(ImmutableList<String> errors, ImmutableList<String> warnings) {

  static LeakageReport of(List<Finding> findings) {
    return new LeakageReport(lines(findings, true), lines(findings, false));
  }

  private static ImmutableList<String> lines(List<Finding> findings, boolean errors) {
    return findings.stream()
        .filter(finding -> finding.isError() == errors)
        .map(Finding::line)
        .collect(toImmutableList());
  }
}

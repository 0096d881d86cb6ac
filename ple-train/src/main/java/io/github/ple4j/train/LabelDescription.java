package io.github.ple4j.train;

import io.github.ple4j.datasets.Label;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of a label after a pass over rows. Immutable.
 *
 * @param rows how many were read
 * @param inside how many of them are in the task's sample space
 * @param positives how many of those are 1; empty of a regression
 * @param values of a regression, inside; empty of a binary label, or if there are none
 */
public record LabelDescription(
    Label label, long rows, long inside, OptionalLong positives, Optional<Distribution> values) {}

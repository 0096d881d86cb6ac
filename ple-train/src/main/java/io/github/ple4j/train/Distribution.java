package io.github.ple4j.train;

import java.util.Optional;

/**
 * How at least one number is distributed. A quantile is the least of the numbers that is at least
 * as large as such a share of them.
 *
 * @param count how many numbers
 * @param mean of all
 * @param standardDeviation of the population
 * @param minimum of all
 * @param percentile1 the quantile of 1 %
 * @param percentile25 of 25 %
 * @param median of 50 %
 * @param percentile75 of 75 %
 * @param percentile99 of 99 %
 * @param maximum of all
 * @param kept of how many numbers the quantiles and the histogram are: of all, or of a random
 *     sample of them where they are many
 * @param histogram of the numbers kept; none if one of them is infinite
 */
public record Distribution(
    long count,
    double mean,
    double standardDeviation,
    double minimum,
    double percentile1,
    double percentile25,
    double median,
    double percentile75,
    double percentile99,
    double maximum,
    long kept,
    Optional<Histogram> histogram) {}

package io.github.ple4j.train;

import com.google.common.collect.ImmutableMap;

/**
 * How a step went.
 *
 * @param step counted from 1
 * @param epoch counted from 0
 * @param samples samples of all steps so far
 * @param loss joint loss
 * @param taskLosses L_k by task
 * @param taskWeights w_k by task
 * @param learningRate of the schedule
 * @param samplesPerSecond pace since the last report
 */
public record StepReport(
    long step,
    int epoch,
    long samples,
    double loss,
    ImmutableMap<String, Double> taskLosses,
    ImmutableMap<String, Double> taskWeights,
    double learningRate,
    double samplesPerSecond) {}

package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;

/**
 * An evaluation of the validation split.
 *
 * @param epoch of the last step, counted from 0
 * @param step the last step, counted from 1
 * @param trainLoss mean joint loss of the steps since the evaluation before
 * @param taskLosses mean L_k of the same, by task; NaN for a task without samples
 * @param gateMeans mean weight of every expert over the split, by gate
 * @param improved the tasks for which this step is the best so far
 * @param samplesPerSecond pace of training since the evaluation before
 */
public record EvaluationReport(
    int epoch,
    long step,
    Evaluation validation,
    double trainLoss,
    ImmutableMap<String, Double> taskLosses,
    ImmutableMap<String, ImmutableList<Double>> gateMeans,
    ImmutableSet<String> improved,
    double samplesPerSecond) {}

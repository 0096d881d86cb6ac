package io.github.ple4j.train;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * The learning rate of some variables in a step.
 *
 * @param group that the variables are in
 * @param initial base rate of the schedule
 * @param value a scalar
 * @param ifActive {@code value}, and 0 in a step that does not update the group
 */
record StepRate(
    UpdateGroup group, double initial, Operand<TFloat32> value, Operand<TFloat32> ifActive) {}

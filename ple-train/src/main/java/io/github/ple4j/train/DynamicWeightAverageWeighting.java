package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Dynamic weight average, Liu et al. 2019: w_k = K softmax_k(r_k / T), r_k = L_k(t - 1) / L_k(t -
 * 2) of the mean losses of epochs; 1 in the first two.
 */
record DynamicWeightAverageWeighting(DynamicWeightAverage spec, int tasks) implements Weighting {

  @Override
  public ImmutableList<Operand<TFloat32>> weights(Ops tf, Operand<TFloat32> scheduled) {
    return Weighting.scalars(tf, scheduled, tasks);
  }

  @Override
  public float[] scheduled(long step, ImmutableList<ImmutableList<Double>> epochs) {
    float[] weights = new float[tasks];
    if (epochs.size() < 2) {
      Arrays.fill(weights, 1);
      return weights;
    }
    double[] exponents = new double[tasks];
    for (int task = 0; task < tasks; task++) {
      double last = epochs.get(epochs.size() - 1).get(task);
      double before = epochs.get(epochs.size() - 2).get(task);
      double ratio = last / before; // NaN or infinite where an epoch had no sample of the task
      exponents[task] = (Double.isFinite(ratio) ? ratio : 1) / spec.getTemperature();
    }
    double highest = Arrays.stream(exponents).max().orElse(0);
    double sum = Arrays.stream(exponents).map(e -> Math.exp(e - highest)).sum();
    for (int task = 0; task < tasks; task++) {
      weights[task] = (float) (tasks * Math.exp(exponents[task] - highest) / sum);
    }
    return weights;
  }
}

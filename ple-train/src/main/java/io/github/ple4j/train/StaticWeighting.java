package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.graph.TaskSpec;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Eq. 10: w_k(t) = w_k0 gamma_k^t, t in epochs or in steps. */
record StaticWeighting(StaticWeights spec, List<TaskSpec> taskSpecs) implements Weighting {

  @Override
  public ImmutableList<Operand<TFloat32>> weights(Ops tf, Operand<TFloat32> scheduled) {
    return Weighting.scalars(tf, scheduled, tasks());
  }

  @Override
  public float[] scheduled(long step, ImmutableList<ImmutableList<Double>> epochs) {
    long t = spec.getClock() == StaticWeights.Clock.STEPS ? step : epochs.size();
    float[] weights = new float[tasks()];
    for (int task = 0; task < weights.length; task++) {
      String name = taskSpecs.get(task).getName();
      double initial = spec.getInitialOrDefault(name, 1);
      weights[task] = (float) (initial * Math.pow(spec.getDecayOrDefault(name, 1), (double) t));
    }
    return weights;
  }

  @Override
  public int tasks() {
    return taskSpecs.size();
  }
}

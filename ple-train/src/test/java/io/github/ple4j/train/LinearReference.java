package io.github.ple4j.train;

import com.google.common.primitives.Doubles;
import io.github.ple4j.datasets.Batch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The loss of {@link LinearModel}, its gradients and the optimisers in double precision. */
final class LinearReference {
  private static final int INPUTS = 2 + 2 * 2 + 3;

  private final OptimizerSpec optimizer;
  private final double[] taskWeights;
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private int steps;

  /** A variable and what an optimiser keeps of it. */
  private static final class Parameter {
    private final double[] value;
    private final double[] first;
    private final double[] second;
    private final double[] third;
    private final boolean bias;
    private double[] gradient;
    private final Set<Integer> touched = new TreeSet<>();

    private Parameter(float[] initial, boolean bias) {
      this.bias = bias;
      third = new double[initial.length];
      value = new double[initial.length];
      for (int i = 0; i < initial.length; i++) {
        value[i] = initial[i];
      }
      first = new double[initial.length];
      second = new double[initial.length];
      gradient = new double[initial.length];
    }

    private void add(int index, double amount) {
      gradient[index] += amount;
      touched.add(index);
    }
  }

  /** The losses of a batch before its update. */
  record Losses(double total, List<Double> tasks) {}

  LinearReference(OptimizerSpec optimizer, double[] taskWeights, Map<String, float[]> initial) {
    this.optimizer = optimizer;
    this.taskWeights = taskWeights.clone();
    initial.forEach(
        (name, value) -> {
          if (!name.startsWith("optimizer/") && !name.startsWith("weighting/")) {
            parameters.put(name, new Parameter(value, name.endsWith("bias")));
          }
        });
  }

  double[] value(String variable) {
    return parameter(variable).value.clone();
  }

  /** Logits of task 0 or values of task 1. */
  double[] outputs(Batch batch, int task) {
    double[] outputs = new double[batch.size()];
    double[] weights = parameter(head(task) + "weights").value;
    for (int row = 0; row < outputs.length; row++) {
      double[] x = x(batch, row);
      outputs[row] = parameter(head(task) + "bias").value[0];
      for (int i = 0; i < INPUTS; i++) {
        outputs[row] += x[i] * weights[i];
      }
    }
    return outputs;
  }

  /** Losses and gradients. */
  Losses gradients(Batch batch) {
    for (Parameter parameter : parameters.values()) {
      parameter.gradient = new double[parameter.value.length];
      parameter.touched.clear();
    }
    double total = 0;
    double[] losses = new double[2];
    for (int task = 0; task < 2; task++) {
      double[] y = outputs(batch, task);
      double sum = 0;
      for (int row = 0; row < y.length; row++) {
        sum += batch.mask(task)[row] * batch.sampleWeight()[row];
      }
      for (int row = 0; row < y.length; row++) {
        double label = batch.label(task)[row];
        double share = batch.mask(task)[row] * batch.sampleWeight()[row] / sum;
        if (batch.mask(task)[row] != 0) {
          double p = 1 / (1 + Math.exp(-y[row]));
          losses[task] +=
              share
                  * (task == 0
                      ? -label * Math.log(p) - (1 - label) * Math.log(1 - p)
                      : (y[row] - label) * (y[row] - label));
          double slope = task == 0 ? p - label : 2 * (y[row] - label);
          backward(batch, row, task, taskWeights[task] * share * slope);
        } else {
          backward(batch, row, task, 0);
        }
      }
      total += taskWeights[task] * losses[task];
    }
    return new Losses(total, Doubles.asList(losses));
  }

  double[] gradient(String variable) {
    return parameter(variable).gradient.clone();
  }

  /** Losses, then an update. */
  Losses step(Batch batch, double rate) {
    Losses losses = gradients(batch);
    steps++;
    for (Parameter parameter : parameters.values()) {
      for (int i : parameter.touched) {
        parameter.value[i] -= change(parameter, i, rate);
      }
    }
    return losses;
  }

  private double change(Parameter parameter, int i, double rate) {
    double gradient = parameter.gradient[i];
    return switch (optimizer.getKindCase()) {
      case SGD -> {
        parameter.first[i] = optimizer.getSgd().getMomentum() * parameter.first[i] + gradient;
        yield rate * parameter.first[i];
      }
      case ADAGRAD -> {
        if (parameter.second[i] == 0) {
          parameter.second[i] = optimizer.getAdagrad().getInitialAccumulator();
        }
        parameter.second[i] += gradient * gradient;
        yield rate * gradient / Math.sqrt(parameter.second[i]);
      }
      case ADAM -> adam(optimizer.getAdam(), parameter, i, rate);
      case ADAMW ->
          adam(optimizer.getAdamw().getAdam(), parameter, i, rate)
              + (parameter.bias ? 0 : rate * optimizer.getAdamw().getWeightDecay())
                  * parameter.value[i];
      case FTRL -> parameter.value[i] - ftrl(optimizer.getFtrl(), parameter, i, rate);
      case KIND_NOT_SET -> throw new IllegalArgumentException("no optimizer");
    };
  }

  private double adam(Adam spec, Parameter parameter, int i, double rate) {
    double gradient = parameter.gradient[i];
    double b1 = spec.getBeta1();
    double b2 = spec.getBeta2();
    parameter.first[i] = b1 * parameter.first[i] + (1 - b1) * gradient;
    parameter.second[i] = b2 * parameter.second[i] + (1 - b2) * gradient * gradient;
    double m = parameter.first[i] / (1 - Math.pow(b1, steps));
    double correction = Math.sqrt(1 - Math.pow(b2, steps));
    return rate * m * correction / (Math.sqrt(parameter.second[i]) + spec.getEpsilon());
  }

  /** The new value: first is n, second is z, third is q. */
  private double ftrl(Ftrl spec, Parameter parameter, int i, double rate) {
    if (parameter.third[i] == 0) {
      parameter.first[i] = spec.getInitialAccumulator();
      parameter.third[i] = (spec.getBeta() + Math.sqrt(parameter.first[i])) / LinearModel.BASE_RATE;
      parameter.second[i] = -parameter.third[i] * parameter.value[i];
    }
    double gradient = parameter.gradient[i];
    parameter.first[i] += gradient * gradient;
    double q = (spec.getBeta() + Math.sqrt(parameter.first[i])) / rate;
    parameter.second[i] += gradient - (q - parameter.third[i]) * parameter.value[i];
    parameter.third[i] = q;
    double z = parameter.second[i];
    return Math.abs(z) <= spec.getL1()
        ? 0
        : -(z - Math.signum(z) * spec.getL1()) / (q + spec.getL2());
  }

  private void backward(Batch batch, int row, int task, double slope) {
    Parameter weights = parameter(head(task) + "weights");
    parameter(head(task) + "bias").add(0, slope);
    double[] x = x(batch, row);
    for (int i = 0; i < INPUTS; i++) {
      weights.add(i, slope * x[i]);
    }
    Parameter t = parameter(LinearModel.TABLE);
    Parameter s = parameter("embedding/width_3/table");
    for (int i = 0; i < 2; i++) {
      t.add(batch.ids()[row * 3] * 2 + i, slope * weights.value[2 + i]);
      t.add(batch.ids()[row * 3 + 1] * 2 + i, slope * weights.value[4 + i]);
    }
    for (int i = 0; i < 3; i++) {
      s.add(batch.ids()[row * 3 + 2] * 3 + i, slope * weights.value[6 + i]);
    }
  }

  private double[] x(Batch batch, int row) {
    double[] t = parameter(LinearModel.TABLE).value;
    double[] s = parameter("embedding/width_3/table").value;
    double[] x = new double[INPUTS];
    x[0] = batch.numeric()[row * 2];
    x[1] = batch.numeric()[row * 2 + 1];
    System.arraycopy(t, batch.ids()[row * 3] * 2, x, 2, 2);
    System.arraycopy(t, batch.ids()[row * 3 + 1] * 2, x, 4, 2);
    System.arraycopy(s, batch.ids()[row * 3 + 2] * 3, x, 6, 3);
    return x;
  }

  private static String head(int task) {
    return "task/" + LinearModel.TASKS[task] + "/head/";
  }

  private Parameter parameter(String name) {
    Parameter parameter = parameters.get(name);
    if (parameter == null) {
      throw new AssertionError("no variable " + name + " in " + parameters.keySet());
    }
    return parameter;
  }
}

package io.github.ple4j.graph;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Values of a model's variables by name, row after row. */
final class VariableValues {
  private final ImmutableSortedMap<String, double[]> values;

  VariableValues(Map<String, double[]> values) {
    this.values = ImmutableSortedMap.copyOf(values);
  }

  ImmutableSortedSet<String> names() {
    return ImmutableSortedSet.copyOf(values.keySet());
  }

  double[] get(String name) {
    double[] value = values.get(name);
    if (value == null) {
      throw new AssertionError("no variable " + name + " among " + values.keySet());
    }
    return value;
  }

  VariableValues with(String name, double... value) {
    if (value.length != get(name).length) {
      throw new AssertionError(name + " has " + get(name).length + " values, not " + value.length);
    }
    return new VariableValues(
        names().stream().collect(Collectors.toMap(n -> n, n -> n.equals(name) ? value : get(n))));
  }

  /** One variable moved by {@code step} times the direction. */
  VariableValues moved(String name, double[] direction, double step) {
    double[] value = get(name).clone();
    for (int i = 0; i < value.length; i++) {
      value[i] += step * direction[i];
    }
    return with(name, value);
  }

  /** The values for the variables {@code names}, each read here under another name. */
  VariableValues renamed(Iterable<String> names, Function<String, String> source) {
    ImmutableSortedMap.Builder<String, double[]> renamed = ImmutableSortedMap.naturalOrder();
    for (String name : names) {
      renamed.put(name, get(source.apply(name)));
    }
    return new VariableValues(renamed.buildOrThrow());
  }

  /**
   * Normally distributed values that a float holds exactly, of the same shapes; variances are
   * positive.
   */
  VariableValues random(Random random, double scale) {
    ImmutableSortedMap.Builder<String, double[]> drawn = ImmutableSortedMap.naturalOrder();
    for (String name : names()) {
      double[] value = new double[get(name).length];
      for (int i = 0; i < value.length; i++) {
        value[i] = (float) (scale * random.nextGaussian());
        if (name.endsWith("/moving_variance")) {
          value[i] = (float) (0.1 + Math.abs(value[i]));
        }
      }
      drawn.put(name, value);
    }
    return new VariableValues(drawn.buildOrThrow());
  }
}

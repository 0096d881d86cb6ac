package io.github.ple4j.serve.server;

import com.google.common.collect.ImmutableList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Prometheus's text format 0.0.4. Its own Java library ends every counter's name in {@code _total},
 * but dashboards ask for TensorFlow Serving's names, which do not.
 */
final class Exposition {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final Comparator<List<String>> BY_VALUES =
      Comparator.comparing(values -> String.join("\0", values));

  private final StringBuilder text = new StringBuilder(1 << 14);

  void counters(MetricFamily<LongAdder> family) {
    head(family.name(), "counter", family.help());
    family.figures().entrySet().stream()
        .sorted(Map.Entry.comparingByKey(BY_VALUES))
        .forEach(
            figure ->
                sample(family.name(), family.labels(), figure.getKey(), figure.getValue().sum()));
  }

  void histograms(MetricFamily<Histogram> family) {
    head(family.name(), "histogram", family.help());
    family.figures().entrySet().stream()
        .sorted(Map.Entry.comparingByKey(BY_VALUES))
        .forEach(
            figure ->
                histogram(family.name(), family.labels(), figure.getKey(), figure.getValue()));
  }

  private void histogram(
      String name, ImmutableList<String> labels, ImmutableList<String> values, Histogram figure) {
    ImmutableList<String> bucketLabels = with(labels, "le");
    double[] bounds = figure.bounds();
    long[] counts = figure.counts();
    long cumulative = 0;
    for (int i = 0; i < counts.length; i++) {
      cumulative += counts[i];
      String bound = i < bounds.length ? number(bounds[i]) : "+Inf";
      sample(name + "_bucket", bucketLabels, with(values, bound), cumulative);
    }
    sample(name + "_sum", labels, values, figure.sum());
    sample(name + "_count", labels, values, cumulative);
  }

  private static ImmutableList<String> with(ImmutableList<String> list, String last) {
    return ImmutableList.<String>builderWithExpectedSize(list.size() + 1)
        .addAll(list)
        .add(last)
        .build();
  }

  /** Begins a family whose samples follow. */
  void head(String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ');
    escaped(help, false);
    text.append("\n# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  void sample(String name, List<String> labels, List<String> values, long value) {
    sample(name, labels, values, Long.toString(value));
  }

  void sample(String name, List<String> labels, List<String> values, double value) {
    sample(name, labels, values, number(value));
  }

  private void sample(String name, List<String> labels, List<String> values, String value) {
    text.append(name);
    for (int i = 0; i < labels.size(); i++) {
      text.append(i == 0 ? '{' : ',').append(labels.get(i)).append("=\"");
      escaped(values.get(i), true);
      text.append('"');
    }
    text.append(labels.isEmpty() ? " " : "} ").append(value).append('\n');
  }

  private void escaped(String value, boolean quoted) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '"' -> text.append(quoted ? "\\\"" : "\"");
        default -> text.append(c);
      }
    }
  }

  private static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return Double.toString(value);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}

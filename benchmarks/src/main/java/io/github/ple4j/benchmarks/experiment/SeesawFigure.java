package io.github.ple4j.benchmarks.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Gains of a section's first task against those of its second, as in Figure 3, with what they say
 * in sentences.
 *
 * @param caption what the quadrants mean
 * @param points in the order of the numbers in the picture
 */
record SeesawFigure(String caption, String svg, List<Point> points, List<String> findings) {
  private static final int WIDTH = 460;
  private static final int HEIGHT = 400;
  private static final double PLOT_WIDTH = 370; // about, without the axis's numbers and title
  private static final double PLOT_HEIGHT = 330;
  private static final double CAP = 4; // of pixels
  private static final double SHIFT = 5; // XChart draws words left of their place, and above

  /** A system in the picture, with its gains in words. */
  record Point(int number, SystemMarks.Entry mark, List<String> gains) {}

  private record Gains(String system, Estimate first, Estimate second) {
    Drawing.Place means() {
      return new Drawing.Place(first.mean(), second.mean());
    }
  }

  /** Empty where no system has a gain on two tasks. */
  static Optional<SeesawFigure> of(
      Experiment experiment, Comparison comparison, SystemMarks marks) {
    if (comparison.tasks().size() < 2 || experiment.getBaseline().isEmpty()) {
      return Optional.empty();
    }
    Comparison.Task first = comparison.tasks().get(0);
    Comparison.Task second = comparison.tasks().get(1);
    List<Gains> gains = new ArrayList<>();
    for (Comparison.OfSystem system : comparison.systems()) {
      Optional<Estimate> x = gain(system, first);
      Optional<Estimate> y = gain(system, second);
      if (x.isPresent() && y.isPresent()) {
        gains.add(new Gains(system.system(), x.get(), y.get()));
      }
    }
    if (gains.isEmpty()) {
      return Optional.empty();
    }
    String svg = new Picture(experiment, marks, first, second, gains).svg();
    return Optional.of(
        new SeesawFigure(
            caption(first, second)
                + others(comparison.tasks().subList(2, comparison.tasks().size())),
            svg,
            points(gains, first, second, marks),
            SeesawFindings.of(experiment, comparison)));
  }

  private static Optional<Estimate> gain(Comparison.OfSystem system, Comparison.Task task) {
    return system.task(task.name()).flatMap(Comparison.OfTask::gain).map(PairedGain::gain);
  }

  private static String caption(Comparison.Task first, Comparison.Task second) {
    String one = Words.of(first.name());
    String other = Words.of(second.name());
    return "Upper right: both tasks gain. Lower right: "
        + one
        + " gains, "
        + other
        + " loses. Upper left: "
        + one
        + " loses, "
        + other
        + " gains. Lower left: both lose.";
  }

  /** That the picture does not have them; empty if there are none. */
  private static String others(List<Comparison.Task> tasks) {
    return tasks.isEmpty()
        ? ""
        : " Not in the picture: "
            + Words.enumeration(tasks.stream().map(task -> Words.of(task.name())).toList())
            + ".";
  }

  private static List<Point> points(
      List<Gains> gains, Comparison.Task first, Comparison.Task second, SystemMarks marks) {
    List<Point> points = new ArrayList<>();
    for (Gains of : gains) {
      points.add(
          new Point(
              points.size() + 1,
              marks.entry(of.system()),
              List.of(
                  Words.of(first.name()) + " " + Words.signedPlusMinus(of.first()),
                  Words.of(second.name()) + " " + Words.signedPlusMinus(of.second()))));
    }
    return points;
  }

  private record Picture(
      Experiment experiment,
      SystemMarks marks,
      Comparison.Task first,
      Comparison.Task second,
      List<Gains> gains) {

    String svg() {
      Drawing drawing = new Drawing(WIDTH, HEIGHT, title(first), title(second));
      RowChart.Range xs = range(gains.stream().map(Gains::first).toList());
      RowChart.Range ys = range(gains.stream().map(Gains::second).toList());
      drawing
          .styler()
          .setXAxisMin(xs.low())
          .setXAxisMax(xs.high())
          .setXAxisDecimalPattern(xs.pattern())
          .setYAxisMin(ys.low())
          .setYAxisMax(ys.high())
          .setYAxisDecimalPattern(ys.pattern());
      double perX = xs.size() / PLOT_WIDTH;
      double perY = ys.size() / PLOT_HEIGHT;
      Drawing.Segments rules = new Drawing.Segments();
      rules.add(xs.low(), 0, xs.high(), 0);
      rules.add(0, ys.low(), 0, ys.high());
      drawing.draw(rules, Ink.MUTED, 1.5f);
      for (Gains of : gains) {
        drawing.draw(intervals(of, CAP * perX, CAP * perY), marks.ink(of.system()), 1);
      }
      for (Gains of : gains) {
        drawing.points(marks.ink(of.system()), marks.marker(of.system()), List.of(of.means()));
      }
      label(drawing, xs, ys, perX, perY);
      return drawing.svg(
          "MTL gain of "
              + Words.of(first.name())
              + " against that of "
              + Words.of(second.name())
              + " over "
              + experiment.getBaseline()
              + " on test, by system. The list below has the numbers.");
    }

    private static String title(Comparison.Task task) {
      return Words.of(task.name()) + ": MTL gain in " + task.metric().label();
    }

    private static RowChart.Range range(List<Estimate> estimates) {
      List<Double> values = new ArrayList<>(List.of(0.0));
      for (Estimate estimate : estimates) {
        values.add(estimate.mean());
        if (estimate.hasInterval()) {
          values.addAll(List.of(estimate.low(), estimate.high()));
        }
      }
      return RowChart.Range.around(values);
    }

    private static Drawing.Segments intervals(Gains of, double capX, double capY) {
      Drawing.Segments segments = new Drawing.Segments();
      if (of.first().hasInterval()) {
        segments.horizontal(of.first().low(), of.first().high(), of.second().mean(), capY);
      }
      if (of.second().hasInterval()) {
        segments.vertical(of.second().low(), of.second().high(), of.first().mean(), capX);
      }
      return segments;
    }

    private void label(
        Drawing drawing, RowChart.Range xs, RowChart.Range ys, double perX, double perY) {
      List<Drawing.Place> pixels =
          gains.stream()
              .map(Gains::means)
              .map(at -> new Drawing.Place((at.x() - xs.low()) / perX, (at.y() - ys.low()) / perY))
              .toList();
      List<Drawing.Place> labels = LabelPlaces.of(pixels, PLOT_WIDTH, PLOT_HEIGHT);
      for (int i = 0; i < labels.size(); i++) {
        Drawing.Place at = labels.get(i);
        drawing.words(
            String.valueOf(i + 1),
            new Drawing.Place(
                xs.low() + (at.x() + SHIFT) * perX, ys.low() + (at.y() - SHIFT) * perY));
      }
    }
  }
}

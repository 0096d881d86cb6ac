package io.github.ple4j.benchmarks.experiment;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds a place for the label of each point of a chart, beside it, where it hides neither a point
 * nor a label. All in pixels.
 */
final class LabelPlaces {
  private static final int DIRECTIONS = 12;
  private static final double[] DISTANCES = {15, 21, 28, 36, 46, 58, 72};
  private static final double LABEL = 15; // a number of two digits is about as wide as high
  private static final double MARK = 10;

  private LabelPlaces() {}

  /**
   * The middle of every point's label, in the points' order: the first free place, nearer ones
   * first; where none is free, the nearest.
   *
   * @param points whose labels must stay within 0 and the width and the height
   */
  static List<Drawing.Place> of(List<Drawing.Place> points, double width, double height) {
    List<Drawing.Place> labels = new ArrayList<>();
    for (Drawing.Place point : points) {
      labels.add(
          around(point).stream()
              .filter(label -> inside(label, width, height))
              .filter(label -> points.stream().noneMatch(at -> near(label, at, LABEL + MARK)))
              .filter(label -> labels.stream().noneMatch(at -> near(label, at, 2 * LABEL)))
              .findFirst()
              .orElse(around(point).get(0)));
    }
    return labels;
  }

  private static List<Drawing.Place> around(Drawing.Place point) {
    List<Drawing.Place> places = new ArrayList<>();
    for (double distance : DISTANCES) {
      for (int i = 0; i < DIRECTIONS; i++) {
        // from the upper right, as intervals lie level and upright
        double angle = Math.PI / 4 + 2 * Math.PI * i / DIRECTIONS;
        places.add(
            new Drawing.Place(
                point.x() + distance * Math.cos(angle), point.y() + distance * Math.sin(angle)));
      }
    }
    return places;
  }

  private static boolean inside(Drawing.Place label, double width, double height) {
    return label.x() > LABEL / 2
        && label.x() < width - LABEL / 2
        && label.y() > LABEL / 2
        && label.y() < height - LABEL / 2;
  }

  /** Whether two squares overlap whose sides are {@code sides} together. */
  private static boolean near(Drawing.Place a, Drawing.Place b, double sides) {
    return Math.abs(a.x() - b.x()) < sides / 2 && Math.abs(a.y() - b.y()) < sides / 2;
  }
}

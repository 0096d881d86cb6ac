package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The colour and the shape of every system but the baseline, the same in all charts of a page. Two
 * of them differ in shape or in colour, and neighbours in both, for readers who do not tell colours
 * apart. Immutable.
 *
 * @param systems in the experiment's order
 */
record SystemMarks(ImmutableList<String> systems) {
  private static final ImmutableList<Ink> INKS =
      ImmutableList.of(
          Ink.SYSTEM_1,
          Ink.SYSTEM_2,
          Ink.SYSTEM_3,
          Ink.SYSTEM_4,
          Ink.SYSTEM_5,
          Ink.SYSTEM_6,
          Ink.SYSTEM_7,
          Ink.SYSTEM_8,
          Ink.SYSTEM_9,
          Ink.SYSTEM_10);
  private static final ImmutableList<Shape> SHAPES =
      ImmutableList.of(
          new Shape(SeriesMarkers.CIRCLE, "●"),
          new Shape(SeriesMarkers.SQUARE, "■"),
          new Shape(SeriesMarkers.TRIANGLE_UP, "▲"),
          new Shape(SeriesMarkers.TRIANGLE_DOWN, "▼"));

  private record Shape(Marker marker, String glyph) {}

  /**
   * A system in the list that explains a chart's marks.
   *
   * @param glyph its shape as a character
   * @param style class of the page's style for its colour
   */
  record Entry(String system, String glyph, String style) {}

  /** Of the systems and variants that gain over the baseline. */
  static SystemMarks of(Experiment experiment, List<Comparison> comparisons) {
    return new SystemMarks(
        comparisons.stream()
            .flatMap(comparison -> comparison.systems().stream())
            .map(Comparison.OfSystem::system)
            .filter(system -> !system.equals(experiment.getBaseline()))
            .distinct()
            .collect(ImmutableList.toImmutableList()));
  }

  Ink ink(String system) {
    return INKS.get(place(system) % INKS.size());
  }

  Marker marker(String system) {
    return shape(system).marker();
  }

  Entry entry(String system) {
    return new Entry(system, shape(system).glyph(), "system-" + (place(system) % INKS.size() + 1));
  }

  private Shape shape(String system) {
    int place = place(system);
    return SHAPES.get((place + place / INKS.size()) % SHAPES.size());
  }

  private int place(String system) {
    int place = systems.indexOf(system);
    if (place < 0) {
      throw new IllegalArgumentException("expected one of " + systems + ", found: " + system);
    }
    return place;
  }
}

package io.github.ple4j.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SystemMarksTest {
  private static final SystemMarks MARKS =
      new SystemMarks(
          IntStream.range(0, 16)
              .mapToObj(i -> "system " + i)
              .collect(ImmutableList.toImmutableList()));

  @Test
  void noTwoSystemsLookAlike() {
    assertThat(MARKS.systems())
        .extracting(system -> MARKS.entry(system).glyph() + " " + MARKS.entry(system).style())
        .doesNotHaveDuplicates();
  }

  @Test
  void neighboursDifferInColourAndInShape() {
    for (int i = 1; i < MARKS.systems().size(); i++) {
      SystemMarks.Entry before = MARKS.entry("system " + (i - 1));
      SystemMarks.Entry after = MARKS.entry("system " + i);

      assertThat(after.glyph()).isNotEqualTo(before.glyph());
      assertThat(after.style()).isNotEqualTo(before.style());
    }
  }

  @Test
  void theListsColourIsThatOfTheChart() {
    for (String system : MARKS.systems()) {
      String drawn = Ink.of("rgb(%1$d,%1$d,%1$d)".formatted(MARKS.ink(system).color().getRed()));

      assertThat(drawn).isEqualTo("var(--" + MARKS.entry(system).style() + ")");
    }
  }

  @Test
  void theBaselineHasNoMark() {
    Experiment experiment = MadeUpSeries.experiment(List.of("single-task", "ple"), 0);

    SystemMarks marks = SystemMarks.of(experiment, MadeUpSeries.compare(experiment, List.of()));

    assertThat(marks.systems()).containsExactly("ple");
    assertThatThrownBy(() -> marks.ink("single-task"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected one of [ple], found: single-task");
  }
}

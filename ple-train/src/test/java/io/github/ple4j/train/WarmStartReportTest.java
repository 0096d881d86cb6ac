package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WarmStartReportTest {

  @Test
  void linesSayWhatWasTakenAndWhatWasNot() {
    WarmStartReport report =
        new WarmStartReport(
            Path.of("runs/day1/export/1"),
            ImmutableList.of("a", "b"),
            ImmutableList.of("c"),
            ImmutableList.of(
                new WarmStartReport.Table.Tokens("user", 10_000, 532, 12),
                new WarmStartReport.Table.Whole("city", 6),
                new WarmStartReport.Table.Initialized("item", "width 8 here, 4 there"),
                new WarmStartReport.Table.Gone("zip")));

    assertThat(report.lines())
        .containsExactly(
            "from runs/day1/export/1: 2 of 3 variables taken; initialised: c",
            "table user: 10000 of 10532 tokens known, 532 new, 12 gone",
            "table city: all 6 rows taken",
            "table item: initialised: width 8 here, 4 there",
            "table zip: gone");
  }

  @Test
  void nothingIsSaidOfNothing() {
    assertThat(report(ImmutableList.of()).lines())
        .containsExactly("from x: 1 of 1 variables taken");
  }

  @Test
  void aFewNamesStandForMany() {
    assertThat(report(ImmutableList.of("a", "b", "c", "d", "e", "f")).lines())
        .containsExactly("from x: 1 of 7 variables taken; initialised: a, b, c, d, e, f");
    assertThat(report(ImmutableList.of("a", "b", "c", "d", "e", "f", "g")).lines())
        .containsExactly("from x: 1 of 8 variables taken; initialised: a, b, c, d, e, f, ...");
  }

  private static WarmStartReport report(ImmutableList<String> initialized) {
    return new WarmStartReport(
        Path.of("x"), ImmutableList.of("taken"), initialized, ImmutableList.of());
  }
}

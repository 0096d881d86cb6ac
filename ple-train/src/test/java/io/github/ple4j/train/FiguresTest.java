package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cells and small drawings of tables. */
class FiguresTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "50, 50",
    "0.1234567, 0.12346",
    "1234.567, 1234.6",
    "1234567.8, 1234568",
    "-2.5, -2.5",
    "0.00001, 1.000e-05",
    "12345678901, 1.235e+10",
    "NaN, NaN",
    "Infinity, Infinity"
  })
  void numbersAreShort(double number, String text) {
    assertThat(Figures.number(number)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 3, 0",
    "3, 3, 100",
    "1, 3, 33.33",
    "1, 100000, <0.01",
    "99999, 100000, >99.99",
    "0, 0, -"
  })
  void sharesHideNeitherAFewNorThatAFewAreMissing(long part, long whole, String text) {
    assertThat(Figures.percent(part, whole)).isEqualTo(text);
  }

  @Test
  void longTokensAreShortenedBetweenCharactersAndDoNotMoveTheCursor() {
    assertThat(Figures.token("abcdefghij", 10)).isEqualTo("abcdefghij");
    assertThat(Figures.token("abcdefghijk", 10)).isEqualTo("abcdefg...");
    assertThat(Figures.token("\uD83D\uDE00".repeat(9), 5))
        .isEqualTo("\uD83D\uDE00".repeat(2) + "...");
    assertThat(Figures.token("a\tb\u001B[2J", 10)).isEqualTo("a b [2J");
  }

  @Test
  void barsAreOfBlocksOrOfAscii() {
    List<Long> counts = List.of(1000L, 0L, 1L, 500L);

    assertThat(TextBars.of(StandardCharsets.UTF_8)).isEqualTo(TextBars.BLOCKS);
    assertThat(TextBars.of(StandardCharsets.US_ASCII)).isEqualTo(TextBars.ASCII);
    assertThat(TextBars.BLOCKS.histogram(counts)).isEqualTo("█ ▁▄");
    assertThat(TextBars.ASCII.histogram(counts)).isEqualTo("@ .=");
    assertThat(TextBars.BLOCKS.bar(0.125)).isEqualTo("██▌");
    assertThat(TextBars.ASCII.bar(0.125)).isEqualTo("###");
    assertThat(TextBars.BLOCKS.bar(0)).isEmpty();
    assertThat(TextBars.BLOCKS.bar(1)).hasSize(20);
    assertThat(TextBars.BLOCKS.histogram(List.of())).isEmpty();
  }
}

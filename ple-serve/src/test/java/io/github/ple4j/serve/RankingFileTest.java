package io.github.ple4j.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RankingFileTest {
  private static final Offset<Double> PRECISION = Offset.offset(1e-12);
  private static final Duration NEVER = Duration.ofDays(1);

  @TempDir Path directory;
  private Path file;
  private final List<String> told = new ArrayList<>();
  private final RankingFile.Listener listener =
      new RankingFile.Listener() {
        @Override
        public void changed(Ranking ranking) {
          told.add(ranking.toString());
        }

        @Override
        public void refused(String reason) {
          told.add(reason);
        }
      };

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(directory.resolve("ranking.txt"), weight(1));
  }

  @Test
  void everyFunctionOfTheLengthIsRead() {
    assertThat(function("log1p { maximum: 16 }").applyAsDouble(99))
        .isCloseTo(Math.log(17), PRECISION);
    assertThat(function("log1p {}").applyAsDouble(99)).isCloseTo(Math.log(100), PRECISION);
    assertThat(function("power { exponent: 0.5 }").applyAsDouble(81)).isCloseTo(9, PRECISION);
    assertThat(function("power { exponent: 0.5 maximum: 16 }").applyAsDouble(81))
        .isCloseTo(4, PRECISION);
    assertThat(
            function(
                    "piecewise_linear { points { length: 0 value: 1 } points { length: 2 value: 3 }"
                        + " }")
                .applyAsDouble(1))
        .isCloseTo(2, PRECISION);
  }

  /** The function of a formula, by the scores of candidates that all have p = 1. */
  private static LengthFunction function(String text) {
    Ranking ranking = Ranking.parse("tasks { output: 'p' weight: 1 } length { " + text + " }", "t");
    return length ->
        ranking
            .top(new Prediction(ImmutableMap.of("p", Column.floats(1))), Column.doubles(length), 1)
            .get(0)
            .score();
  }

  @Test
  void errorsNameLineAndColumn() {
    Map<String, String> errors =
        Map.of(
            "",
            "f: expected one or more tasks, found none",
            "tasks { output: 'a' weight: 1 }\n tasks { output: 'a' weight: 1 }",
            "f:2:2: output \"a\" must be given once",
            "tasks { output: 'a' }",
            "f:1:1: expected a weight, found none",
            "tasks { weight: 1 }",
            "f:1:1: output must not be empty",
            "tasks { output: 'a' weight: nan }",
            "f:1:1: weight must be from -1e100 to 1e100: NaN",
            "tasks { output: 'a' weight: 1 }\nlength { power { exponent: -1 } }",
            "f:2:1: exponent must not be negative: -1.0",
            "tasks { output: 'a' weight: 1 }\nlength { }",
            "f:2:1: expected log1p, power or piecewise_linear, found nothing",
            "tasks { output: 'a' weight: 1 weight: 2 }",
            "f:1:37: Non-repeated field \"ple4j.serving.RankingTask.weight\" cannot be overwritten.",
            "task { output: 'a' }",
            "f:1:1: unknown field ple4j.serving.RankingFormula.task");
    errors.forEach(
        (text, error) ->
            assertThatThrownBy(() -> Ranking.parse(text, "f"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(error));
  }

  @Test
  void aChangedFileTakesThePlaceOfTheOld() throws IOException {
    try (RankingFile ranking = RankingFile.open(file, NEVER, listener)) {
      assertThat(ranking.ranking()).hasToString("p^1.0 * f(length)");
      ranking.refresh();
      Files.writeString(file, weight(2));
      ranking.refresh();
      ranking.refresh();
      assertThat(ranking.ranking()).hasToString("p^2.0 * f(length)");
      assertThat(told).containsExactly("p^2.0 * f(length)");
    }
  }

  @Test
  void anInvalidFileIsReportedOnceAndTheOldStays() throws IOException {
    try (RankingFile ranking = RankingFile.open(file, NEVER, listener)) {
      Files.writeString(file, "tasks {");
      ranking.refresh();
      ranking.refresh();
      Files.delete(file);
      ranking.refresh();
      ranking.refresh();
      assertThat(ranking.ranking()).hasToString("p^1.0 * f(length)");
      assertThat(told).hasSize(2);
      assertThat(told.get(0)).startsWith(file + ":1:");
      assertThat(told.get(1)).startsWith(file + ": cannot be read: ");
      Files.writeString(file, weight(3));
      ranking.refresh();
      assertThat(ranking.ranking()).hasToString("p^3.0 * f(length)");
    }
  }

  @Test
  void theFileIsLookedAtAgainAndAgain() throws Exception {
    CountDownLatch changed = new CountDownLatch(1);
    RankingFile.Listener counting =
        new RankingFile.Listener() {
          @Override
          public void changed(Ranking ranking) {
            changed.countDown();
          }
        };
    try (RankingFile ranking = RankingFile.open(file, Duration.ofMillis(5), counting)) {
      Path aside = Files.writeString(directory.resolve("aside"), weight(2));
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
      changed.await();
      assertThat(ranking.ranking()).hasToString("p^2.0 * f(length)");
    }
  }

  @Test
  void aListenerThatFailsDoesNotEndTheLooks() throws Exception {
    Semaphore calls = new Semaphore(0);
    RankingFile.Listener failing =
        new RankingFile.Listener() {
          @Override
          public void changed(Ranking ranking) {
            calls.release();
            throw new AssertionError("of the listener");
          }
        };
    try (RankingFile ranking = RankingFile.open(file, Duration.ofMillis(5), failing)) {
      for (int i = 2; i <= 3; i++) {
        Path aside = Files.writeString(directory.resolve("aside"), weight(i));
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        calls.acquire();
        assertThat(ranking.ranking()).hasToString("p^" + i + ".0 * f(length)");
      }
    }
  }

  @Test
  void whatAListenerThrowsIsNoRefusalOfTheFile() throws IOException {
    RankingFile.Listener failing =
        new RankingFile.Listener() {
          @Override
          public void changed(Ranking ranking) {
            throw new IllegalArgumentException("of the listener");
          }

          @Override
          public void refused(String reason) {
            told.add(reason);
          }
        };
    try (RankingFile ranking = RankingFile.open(file, NEVER, failing)) {
      Files.writeString(file, weight(2));
      assertThatThrownBy(ranking::refresh)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("of the listener");
      assertThat(ranking.ranking()).hasToString("p^2.0 * f(length)");
      assertThat(told).isEmpty();
    }
  }

  @Test
  void theFirstFileMustBeValid() throws IOException {
    Files.writeString(file, "tasks { output: 'p' }");
    assertThatThrownBy(() -> RankingFile.open(file, NEVER, listener))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + ":1:1: expected a weight, found none");
    Files.delete(file);
    assertThatThrownBy(() -> RankingFile.open(file, NEVER, listener))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> RankingFile.open(file, Duration.ZERO, listener))
        .hasMessage("interval must be positive: PT0S");
  }

  private static String weight(int weight) {
    return "tasks { output: 'p' weight: " + weight + " }\n";
  }
}

package io.github.ple4j.train.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.github.ple4j.train.Evaluation;
import io.github.ple4j.train.EvaluationReport;
import io.github.ple4j.train.TaskMetrics;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {

  private static final OptionalDouble NONE = OptionalDouble.empty();
  private static final OptionalDouble HALF = OptionalDouble.of(0.5);
  private static final Evaluation VALIDATION =
      new Evaluation(
          ImmutableList.of(
              new TaskMetrics(
                  "income",
                  9,
                  OptionalDouble.of(0.9512344),
                  OptionalDouble.empty(),
                  HALF,
                  HALF,
                  HALF),
              new TaskMetrics("never_married", 9, NONE, OptionalDouble.empty(), HALF, HALF, HALF),
              new TaskMetrics(
                  "minutes",
                  9,
                  NONE,
                  OptionalDouble.empty(),
                  NONE,
                  OptionalDouble.of(12.5),
                  HALF)));
  private static final String SUMMARY =
      "epoch 1  step 780/2340  loss 0.412345  validation income auc 0.951234, never_married auc -,"
          + " minutes mse 12.500000  12345 samples/s";
  private static final String STARTED =
      "training ple: 1,234,567 parameters, 2340 steps, 600000 samples";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, UTF_8);
  private final AtomicLong nanos = new AtomicLong(-5);

  private static final EvaluationReport REPORT =
      new EvaluationReport(
          0,
          780,
          VALIDATION,
          0.4123449,
          ImmutableMap.of(),
          ImmutableMap.of(),
          ImmutableSet.of(),
          12345.4);

  @Test
  void printsPlainLinesAtMostEveryTenSeconds() {
    try (ProgressDisplay display = new ProgressDisplay(out, false, nanos::get)) {
      display.trainingStarted("ple", 1_234_567, 2340, 600_000);
      for (int step = 1; step <= 21; step++) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        display.stepDone(step, 0, step * 1000L, 0.5);
      }
      display.evaluated(REPORT);
    }

    assertThat(lines())
        .containsExactly(
            STARTED,
            "epoch 1  step 10/2340  loss 0.500000  1000 samples/s  0:09:50 left",
            "epoch 1  step 20/2340  loss 0.500000  1000 samples/s  0:09:40 left",
            SUMMARY);
  }

  @Test
  void drawsABarBelowTheSummariesAndRemovesIt() throws Exception {
    try (ProgressDisplay display = new ProgressDisplay(out, true)) {
      display.trainingStarted("ple", 1_234_567, 2340, 600_000);
      display.stepDone(1170, 1, 300_000, 0.25);
      awaitText("50% [");
      display.evaluated(REPORT);
    }

    assertThat(text()).contains("ple ", "300/600k", "\r");
    assertThat(screen()).containsExactly(STARTED, SUMMARY);
  }

  @Test
  void countsFewSamplesOneByOne() throws Exception {
    try (ProgressDisplay display = new ProgressDisplay(out, true)) {
      display.trainingStarted("ple", 10, 10, 900);
      display.stepDone(3, 0, 270, 0.5);
      awaitText("30% [");
    }

    assertThat(text()).contains("] 270/900 (");
  }

  @Test
  void showsTheLossBesideTheBar() throws Exception {
    try (ProgressDisplay display = new ProgressDisplay(out, true, nanos::get)) {
      display.trainingStarted("ple", 1_234_567, 2340, 600_000);
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
      display.stepDone(1170, 1, 300_000, 0.25);
      awaitText("loss 0.2500");
    }
  }

  @Test
  void removesTheBarOfATrainingThatFailed() throws Exception {
    try (ProgressDisplay display = new ProgressDisplay(out, true)) {
      display.trainingStarted("ple", 1_234_567, 2340, 600_000);
      awaitText("0% [");
    }

    assertThat(screen()).containsExactly(STARTED);
    int length = bytes.size();
    Thread.sleep(500);
    assertThat(bytes.size()).isEqualTo(length);
  }

  @Test
  void showsOneTrainingAfterAnother() {
    try (ProgressDisplay display = new ProgressDisplay(out, true)) {
      display.trainingStarted("ple", 10, 1, 1);
      display.trainingStarted("single-task", 20, 1, 1);
      display.stepDone(1, 0, 1, 0.5);
    }

    assertThat(screen())
        .containsExactly(
            "training ple: 10 parameters, 1 steps, 1 samples",
            "training single-task: 20 parameters, 1 steps, 1 samples");
  }

  private String text() {
    return bytes.toString(UTF_8);
  }

  private List<String> lines() {
    return text().lines().toList();
  }

  /** What a terminal shows: a carriage return goes back to the start of the line. */
  private List<String> screen() {
    return Splitter.on(System.lineSeparator())
        .splitToStream(text())
        .map(ProgressDisplayTest::overwritten)
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private static String overwritten(String line) {
    StringBuilder shown = new StringBuilder();
    for (String part : Splitter.on('\r').split(line)) {
      shown.replace(0, Math.min(part.length(), shown.length()), part);
    }
    return shown.toString().stripTrailing();
  }

  private void awaitText(String expected) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!text().contains(expected)) {
      assertThat(System.nanoTime()).as("waited for %s in %s", expected, text()).isLessThan(end);
      Thread.sleep(10);
    }
  }
}

package io.github.ple4j.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.serve.PredictorException.Category;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;

@Timeout(120)
class BatcherThreadsTest {
  private static final int CALLERS = 16;
  private static final String[] EDUCATION = {"Bachelors", "HS-grad", "Masters"};

  @TempDir Path directory;

  static List<BatchingOptions> options() {
    BatchingOptions defaults = BatchingOptions.defaults();
    return List.of(
        defaults,
        defaults.withThreads(1),
        defaults.withThreads(3).withMaximumRows(7).withSplitting(true),
        defaults.withDelay(Duration.ofNanos(200_000)).withMaximumRows(20),
        defaults.withMaximumRows(16).withAllowedRows(ImmutableList.of(4, 8, 16)));
  }

  @ParameterizedTest
  @MethodSource("options")
  void answersDoNotDependOnWhoSharesTheRun(BatchingOptions options) throws Exception {
    try (Predictor predictor = Predictor.open(TestModels.ranking(directory));
        Batcher batcher = new Batcher(predictor, options, new BatchListener() {})) {
      inThreads(
          random -> {
            Map<String, Column> people = people(random, 1 + random.nextInt(9));
            assertThat(
                    batcher
                        .predict("serving_default", people, Set.of(), Long.MAX_VALUE)
                        .floats("score"))
                .containsExactly(predictor.predict(people).floats("score"), within(1e-6f));
          });
    }
  }

  @ParameterizedTest
  @MethodSource("options")
  void callersGetTheirOwnAnswersAmongBadRowsDeadlinesAndInterrupts(BatchingOptions options)
      throws Exception {
    try (Predictor predictor = Predictor.open(BatchingModels.table(directory));
        Batcher batcher = new Batcher(predictor, options, new BatchListener() {})) {
      inThreads(
          random -> {
            int id = random.nextInt(4);
            boolean bad = random.nextInt(20) == 0;
            boolean hurried = random.nextInt(5) == 0;
            if (random.nextInt(20) == 0) {
              Thread.currentThread().interrupt();
            }
            long deadline =
                hurried
                    ? System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(random.nextInt(1000))
                    : Long.MAX_VALUE;
            try {
              Prediction prediction =
                  batcher.predict(
                      random.nextBoolean() ? "same" : "serving_default",
                      Map.of("id", Column.ints(id, bad ? 7 : 3)),
                      Set.of("y"),
                      deadline);
              assertThat(bad).isFalse();
              assertThat(prediction.floats("y")).containsExactly(10 * id, 30);
            } catch (PredictorException e) {
              if (e.category() == Category.UNAVAILABLE) {
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
              } else if (e.category() == Category.DEADLINE_EXCEEDED) {
                assertThat(hurried).isTrue();
              } else {
                assertThat(bad).isTrue();
                assertThat(e.category()).isEqualTo(Category.INVALID_ARGUMENT);
              }
            } finally {
              Thread.interrupted();
            }
          });
    }
  }

  private interface Step {
    void run(Random random);
  }

  private static void inThreads(Step step) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(CALLERS);
    try {
      List<Future<?>> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        Random random = new Random(i);
        callers.add(
            pool.submit(
                () -> {
                  for (int call = 0; call < 100; call++) {
                    step.run(random);
                  }
                }));
      }
      for (Future<?> caller : callers) {
        caller.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static Map<String, Column> people(Random random, int rows) {
    float[] age = new float[rows];
    long[] hours = new long[rows];
    boolean[] member = new boolean[rows];
    float[] marks = new float[2 * rows];
    String[] education = new String[rows];
    for (int i = 0; i < rows; i++) {
      age[i] = random.nextInt(100);
      hours[i] = random.nextInt(60);
      member[i] = random.nextBoolean();
      marks[2 * i] = random.nextInt(5);
      education[i] = EDUCATION[random.nextInt(3)];
    }
    return Map.of(
        "age", Column.floats(age),
        "hours", Column.longs(hours),
        "member", Column.booleans(member),
        "marks", Column.floats(marks, Shape.of(rows, 2)),
        "education", Column.strings(education));
  }
}

package io.github.ple4j.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;

class PredictorThreadsTest {
  private static final int THREADS = 8;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void threadsGetTheAnswersToTheirOwnQuestions(int poolThreads) throws Exception {
    PredictorOptions options = PredictorOptions.defaults().withThreads(poolThreads);
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try (Predictor predictor = Predictor.open(TestModels.ranking(directory), options)) {
      List<Future<?>> threads = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        float age = thread;
        threads.add(
            pool.submit(
                () -> {
                  for (int i = 0; i < 200; i++) {
                    Map<String, Column> inputs =
                        Map.of(
                            "age", Column.floats(age, i),
                            "hours", Column.longs(0, i),
                            "member", Column.booleans(false, false),
                            "marks", Column.floats(new float[4], Shape.of(2, 2)),
                            "education", Column.strings("Bachelors", "Masters"));
                    assertThat(predictor.predict(inputs).floats("score"))
                        .containsExactly(2 * age, 3 * i + 200);
                  }
                }));
      }
      for (Future<?> thread : threads) {
        thread.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void memoryOfAGpuGrowsAsItIsNeeded(int poolThreads) {
    PredictorOptions options = PredictorOptions.defaults().withThreads(poolThreads);
    assertThat(Predictor.configuration(options).getGpuOptions().getAllowGrowth()).isTrue();
  }

  @RepeatedTest(5)
  void closingLetsRunningCallsFinishAndRefusesLaterOnes() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      Predictor predictor = Predictor.open(TestModels.ranking(directory));
      CountDownLatch running = new CountDownLatch(THREADS);
      List<Future<Integer>> threads = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        threads.add(
            pool.submit(
                () -> {
                  for (int calls = 1; ; calls++) {
                    try {
                      assertThat(predictor.predict(TestModels.people()).floats("score"))
                          .containsExactly(TestModels.scoresOfPeople());
                    } catch (IllegalStateException e) {
                      assertThat(e).hasMessage("the predictor of " + directory + " is closed");
                      return calls;
                    }
                    if (calls == 20) {
                      running.countDown();
                    }
                  }
                }));
      }
      running.await();
      predictor.close();
      for (Future<Integer> thread : threads) {
        assertThat(thread.get()).isGreaterThan(20);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void closingTwiceDoesNothing() {
    Predictor predictor = Predictor.open(TestModels.ranking(directory));
    predictor.close();
    predictor.close();
    assertThat(predictor.signatures()).isNotEmpty();
    assertThatThrownBy(() -> predictor.predict(TestModels.people()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the predictor of " + directory + " is closed");
  }
}

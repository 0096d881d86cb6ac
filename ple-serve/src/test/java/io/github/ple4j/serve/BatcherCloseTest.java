package io.github.ple4j.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ple4j.serve.HeldBatches.Caller;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BatcherCloseTest {
  private static final BatchingOptions TWO_ROWS_AT_A_TIME =
      BatchingOptions.defaults().withThreads(1).withMaximumRows(2);

  @TempDir Path directory;

  @Test
  void closingAnswersWhatWasTakenAndRefusesTheRest() throws Exception {
    HeldBatches batches = table(TWO_ROWS_AT_A_TIME.withDelay(Duration.ofHours(1)));
    batches.callHeld(ids(0, 1));
    Caller waiting = batches.callWaiting(ids(2));
    Thread closing = new Thread(batches.batcher::close);
    closing.start();
    batches.releaseAll();
    closing.join();
    assertThat(waiting.get().floats("y")).containsExactly(20);
    assertThat(waiting.get().column("rows").asInts()).containsExactly(1);
    assertRefused(batches.call(ids(1)));
    batches.close();
  }

  @Test
  void closingWaitsForEveryPartOfARequest() throws Exception {
    HeldBatches batches = table(TWO_ROWS_AT_A_TIME.withSplitting(true));
    Caller split = batches.callHeld(ids(0, 1, 2, 3, 1));
    Thread closing = new Thread(batches.batcher::close);
    closing.start();
    while (closing.getState() != Thread.State.WAITING) {
      Thread.sleep(1);
    }
    batches.releaseAll();
    closing.join();
    assertThat(batches.runs).hasSize(3);
    assertThat(split.get().floats("y")).containsExactly(0, 10, 20, 30, 10);
    assertRefused(batches.call(ids(0, 1, 2)));
    batches.close();
  }

  private static void assertRefused(Caller caller) {
    assertThatThrownBy(caller::get).cause().isInstanceOf(IllegalStateException.class);
  }

  private HeldBatches table(BatchingOptions options) {
    return new HeldBatches(Predictor.open(BatchingModels.table(directory)), options);
  }

  private static Map<String, Column> ids(int... ids) {
    return Map.of("id", Column.ints(ids));
  }
}

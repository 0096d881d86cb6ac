package io.github.ple4j.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.serve.HeldBatches.Caller;
import io.github.ple4j.serve.HeldBatches.Run;
import io.github.ple4j.serve.PredictorException.Category;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TInt32;

@Timeout(60)
class BatcherTest {
  private static final BatchingOptions ONE_AT_A_TIME = BatchingOptions.defaults().withThreads(1);

  @TempDir Path directory;

  @Test
  void requestsThatComeDuringARunShareTheNext() throws Exception {
    try (HeldBatches batches = table(ONE_AT_A_TIME)) {
      Caller first = batches.callHeld(ids(3));
      List<Caller> others = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        others.add(batches.callWaiting(i == 2 ? ids(i, 3) : ids(i)));
      }
      batches.releaseAll();
      assertAnswer(first, 1, 30);
      assertAnswer(others.get(0), 5, 0);
      assertAnswer(others.get(1), 5, 10);
      assertAnswer(others.get(2), 5, 20, 30);
      assertAnswer(others.get(3), 5, 30);
      assertThat(batches.runs)
          .containsExactly(
              new Run("serving_default", 1, 1, 1), new Run("serving_default", 4, 5, 5));
    }
  }

  @Test
  void asManyBatchesRunAtATimeAsThereAreThreads() throws Exception {
    try (HeldBatches batches = table(ONE_AT_A_TIME.withThreads(2))) {
      batches.callHeld(ids(0));
      batches.callHeld(ids(1));
      Caller third = batches.callWaiting(ids(2));
      Caller fourth = batches.callWaiting(ids(3));
      batches.release();
      batches.awaitRun();
      batches.releaseAll();
      assertAnswer(third, 2, 20);
      assertAnswer(fourth, 2, 30);
    }
  }

  @Test
  void aRunHasNoMoreRowsThanTheMaximum() throws Exception {
    try (HeldBatches batches = table(ONE_AT_A_TIME.withMaximumRows(3))) {
      batches.callHeld(ids(0));
      Caller two = batches.callWaiting(ids(1, 2));
      Caller twoMore = batches.callWaiting(ids(3, 0));
      Caller one = batches.callWaiting(ids(1));
      batches.releaseAll();
      assertAnswer(two, 2, 10, 20);
      assertAnswer(twoMore, 3, 30, 0);
      assertAnswer(one, 3, 10);
    }
  }

  @Test
  void aBatchIsFilledUpToAnAllowedNumberOfRows() throws Exception {
    BatchingOptions options =
        ONE_AT_A_TIME.withMaximumRows(4).withAllowedRows(ImmutableList.of(2, 4));
    try (HeldBatches batches = table(options)) {
      Caller first = batches.callHeld(ids(3));
      Caller one = batches.callWaiting(ids(1));
      Caller two = batches.callWaiting(ids(2, 3));
      batches.releaseAll();
      assertAnswer(first, 2, 30);
      assertAnswer(one, 4, 10);
      assertAnswer(two, 4, 20, 30);
      assertThat(batches.runs)
          .containsExactly(
              new Run("serving_default", 1, 1, 2), new Run("serving_default", 2, 3, 4));
    }
  }

  @Test
  void aBatchWaitsUntilItIsFull() throws Exception {
    BatchingOptions options = ONE_AT_A_TIME.withDelay(Duration.ofHours(1)).withMaximumRows(3);
    try (HeldBatches batches = table(options)) {
      batches.releaseAll();
      Caller one = batches.callWaiting(ids(1));
      Caller two = batches.callWaiting(ids(2));
      Caller three = batches.call(ids(3));
      assertAnswer(one, 3, 10);
      assertAnswer(two, 3, 20);
      assertAnswer(three, 3, 30);
    }
  }

  @Test
  void aBatchThatIsNotFullRunsWhenTheDelayIsOver() throws Exception {
    try (HeldBatches batches = table(ONE_AT_A_TIME.withDelay(Duration.ofMillis(20)))) {
      batches.releaseAll();
      assertAnswer(batches.call(ids(1)), 1, 10);
    }
  }

  @Test
  void requestsOfOtherSignaturesAndOutputsRunApart() throws Exception {
    try (HeldBatches batches = table(ONE_AT_A_TIME)) {
      batches.callHeld(ids(0));
      Caller one = batches.callWaiting(ids(1));
      Caller same = batches.callWaiting("same", ids(2), Set.of(), Long.MAX_VALUE);
      Caller some = batches.callWaiting("same", ids(3), Set.of("y"), Long.MAX_VALUE);
      Caller all = batches.callWaiting("same", ids(0), Set.of("y", "rows"), Long.MAX_VALUE);
      Caller more = batches.callWaiting(ids(1));
      batches.releaseAll();
      assertAnswer(one, 2, 10);
      assertAnswer(more, 2, 10);
      assertAnswer(same, 2, 20);
      assertAnswer(all, 2, 0);
      assertThat(some.get().columns()).containsOnlyKeys("y");
      assertThat(some.get().floats("y")).containsExactly(30);
      assertThat(batches.runs).hasSize(4);
    }
  }

  @Test
  void aSignatureWithoutABatchInItsOutputsRunsByItself() throws Exception {
    try (HeldBatches batches = table(ONE_AT_A_TIME.withMaximumRows(2))) {
      batches.callHeld(ids(0));
      Caller sum = batches.call("sum", ids(1, 2, 3), Set.of(), Long.MAX_VALUE);
      batches.awaitRun();
      batches.releaseAll();
      assertThat(sum.get().floats("total")).containsExactly(60);
    }
  }

  @Test
  void anOutputThatHasOtherRowsThanItSaysRunsByItself() throws Exception {
    try (TestModel model = new TestModel()) {
      Operand<TInt32> ids = model.placeholder(TInt32.class, Shape.of(-1));
      model
          .input("serving_default", "id", ids)
          .output(
              "serving_default", "y", model.tf().concat(List.of(ids, ids), model.tf().constant(0)))
          .write(directory);
    }
    BatchingOptions options = ONE_AT_A_TIME.withMaximumRows(2).withSplitting(true);
    try (HeldBatches batches = new HeldBatches(Predictor.open(directory), options)) {
      Caller first = batches.callHeld(ids(1));
      Caller second = batches.callWaiting(ids(2));
      Caller third = batches.callWaiting(ids(3));
      batches.releaseAll();
      assertThat(first.get().column("y").asInts()).containsExactly(1, 1);
      assertThat(second.get().column("y").asInts()).containsExactly(2, 2);
      assertThat(third.get().column("y").asInts()).containsExactly(3, 3);
      assertThat(batches.call(ids(1, 2, 3)).get().column("y").asInts())
          .containsExactly(1, 2, 3, 1, 2, 3);
    }
    try (HeldBatches batches = new HeldBatches(Predictor.open(directory), options)) {
      batches.releaseAll();
      assertThat(batches.call(ids(1, 2, 3)).get().column("y").asInts())
          .containsExactly(1, 2, 3, 1, 2, 3);
    }
  }

  @Test
  void inputsOfDifferentLengthsRunApart() throws Exception {
    try (HeldBatches batches = ragged(ONE_AT_A_TIME)) {
      batches.callHeld(words(1, "a"));
      Caller two = batches.callWaiting(words(1, "b", "c"));
      Caller three = batches.callWaiting(words(1, "d", "e", "f"));
      Caller twoMore = batches.callWaiting(words(1, "g", "h"));
      batches.releaseAll();
      assertJoined(two, 2, "b,c");
      assertJoined(three, 1, "d,e,f");
      assertJoined(twoMore, 2, "g,h");
    }
  }

  @Test
  void inputsOfDifferentLengthsShareARunIfTheyMayBePadded() throws Exception {
    try (HeldBatches batches = ragged(ONE_AT_A_TIME.withPadding(true))) {
      batches.callHeld(words(1, "a"));
      Caller two = batches.callWaiting(words(2, "b", "c", "d", "e"));
      Caller three = batches.callWaiting(words(1, "f", "g", "h"));
      Caller none = batches.callWaiting(words(1));
      batches.releaseAll();
      assertJoined(two, 4, "b,c,", "d,e,");
      assertJoined(three, 4, "f,g,h");
      assertJoined(none, 4, ",,");
    }
  }

  @Test
  void aRequestOfMoreRowsThanTheMaximumIsRefused() {
    try (HeldBatches batches = table(ONE_AT_A_TIME.withMaximumRows(2))) {
      batches.releaseAll();
      assertFails(batches.call(ids(0, 1, 2)), Category.INVALID_ARGUMENT)
          .hasMessage(
              "signature \"serving_default\": expected at most 2 rows, found 3: too large a batch");
    }
  }

  @Test
  void aRequestOfMoreRowsThanTheMaximumIsSplitIfItMayBe() throws Exception {
    try (HeldBatches batches = table(ONE_AT_A_TIME.withMaximumRows(2).withSplitting(true))) {
      batches.releaseAll();
      Prediction prediction = batches.call(ids(0, 1, 2, 3, 1)).get();
      assertThat(prediction.floats("y")).containsExactly(0, 10, 20, 30, 10);
      assertThat(prediction.column("rows").asInts()).containsExactly(2, 2, 2, 2, 1);
      assertThat(batches.requests)
          .containsExactly(new HeldBatches.Request("serving_default", 5, Optional.empty()));
    }
  }

  @Test
  void aRequestWithoutRowsIsAnsweredWithoutRows() throws Exception {
    try (HeldBatches batches = table(ONE_AT_A_TIME)) {
      batches.releaseAll();
      assertThat(batches.call(ids()).get().floats("y")).isEmpty();
    }
  }

  @Test
  void aFullQueueRefusesOneMore() throws Exception {
    BatchingOptions options = ONE_AT_A_TIME.withMaximumRows(2).withMaximumQueuedBatches(2);
    try (HeldBatches batches = table(options)) {
      batches.callHeld(ids(0));
      List<Caller> waiting = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        waiting.add(batches.callWaiting(ids(i)));
      }
      assertFails(batches.call(ids(1)), Category.OVERLOADED)
          .hasMessage(
              "signature \"serving_default\": The batch scheduling queue to which this task was"
                  + " submitted is full: expected at most 2 batches of 2 rows");
      batches.releaseAll();
      for (int i = 0; i < 4; i++) {
        assertAnswer(waiting.get(i), 2, 10 * i);
      }
      assertAnswer(batches.call(ids(1)), 1, 10);
    }
  }

  @Test
  void aQueueMayHaveNoBoundToSpeakOf() throws Exception {
    BatchingOptions options = ONE_AT_A_TIME.withMaximumQueuedBatches(Integer.MAX_VALUE);
    try (HeldBatches batches = table(options)) {
      batches.releaseAll();
      assertAnswer(batches.call(ids(1)), 1, 10);
    }
  }

  @Test
  void aRequestWhoseTimeIsOverInTheQueueIsNotRun() throws Exception {
    try (HeldBatches batches = table(ONE_AT_A_TIME)) {
      batches.callHeld(ids(0));
      Caller late = batches.call("serving_default", ids(1), Set.of(), soon());
      assertFails(late, Category.DEADLINE_EXCEEDED)
          .hasMessage(
              "signature \"serving_default\": the time for the request was over before its answer");
      Caller other = batches.callWaiting(ids(2));
      batches.releaseAll();
      assertAnswer(other, 1, 20);
    }
  }

  @Test
  void aCallerDoesNotWaitPastItsTimeForARunOfAnother() throws Exception {
    try (HeldBatches batches = table(ONE_AT_A_TIME)) {
      batches.callHeld(ids(0));
      Caller leader = batches.callWaiting(ids(1));
      Caller late =
          batches.callWaiting(
              "serving_default",
              ids(2),
              Set.of(),
              System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300));
      batches.release();
      batches.awaitRun();
      assertFails(late, Category.DEADLINE_EXCEEDED);
      batches.releaseAll();
      assertThat(leader.get().floats("y")).containsExactly(10);
    }
  }

  @Test
  void aRequestWhoseTimeIsOverBeforeItComesIsNotRun() {
    try (HeldBatches batches = table(ONE_AT_A_TIME)) {
      Caller late = batches.call("serving_default", ids(1), Set.of(), System.nanoTime() - 1);
      assertFails(late, Category.DEADLINE_EXCEEDED);
      assertThat(batches.runs).isEmpty();
      assertThat(batches.requests)
          .containsExactly(
              new HeldBatches.Request(
                  "serving_default", 1, Optional.of(Category.DEADLINE_EXCEEDED)));
    }
  }

  @Test
  void anInterruptedCallerLeavesTheQueueAndStaysInterrupted() throws Exception {
    try (HeldBatches batches = table(ONE_AT_A_TIME)) {
      batches.callHeld(ids(0));
      Caller interrupted = batches.callWaiting(ids(1));
      Caller other = batches.callWaiting(ids(2));
      interrupted.thread.interrupt();
      assertFails(interrupted, Category.UNAVAILABLE)
          .hasMessage(
              "signature \"serving_default\": the caller was interrupted while it waited for a"
                  + " batch");
      batches.releaseAll();
      assertAnswer(other, 1, 20);
    }
  }

  @Test
  void aBadRowFailsItsCallerAlone() throws Exception {
    try (HeldBatches batches = table(ONE_AT_A_TIME)) {
      batches.callHeld(ids(0));
      List<Caller> callers = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        callers.add(batches.callWaiting(i == 4 ? ids(1, 99) : ids(i % 4)));
      }
      batches.releaseAll();
      for (int i = 0; i < 7; i++) {
        if (i == 4) {
          assertFails(callers.get(i), Category.INVALID_ARGUMENT)
              .message()
              .startsWith("signature \"serving_default\": ")
              .contains("indices[1] = 99 is not in [0, 4)");
        } else {
          assertThat(callers.get(i).get().floats("y")).containsExactly(10 * (i % 4));
        }
      }
    }
  }

  @Test
  void inputsThatTheSignatureDoesNotWantFailAsWithoutBatches() {
    try (Predictor plain = Predictor.open(BatchingModels.table(directory));
        Batcher batcher = new Batcher(plain, ONE_AT_A_TIME, new BatchListener() {})) {
      List<Map<String, Column>> wrong =
          List.of(
              Map.of(),
              Map.of("id", Column.longs(1)),
              Map.of("id", Column.ints(new int[4], Shape.of(2, 2))),
              Map.of("id", Column.ints(1), "x", Column.ints(1)));
      for (Map<String, Column> inputs : wrong) {
        Throwable expected = catchThrowable(() -> plain.predict(inputs));
        assertThatThrownBy(
                () -> batcher.predict("serving_default", inputs, Set.of(), Long.MAX_VALUE))
            .isInstanceOf(PredictorException.class)
            .hasMessage(expected.getMessage());
      }
      assertThatThrownBy(() -> batcher.predict("nothing", ids(1), Set.of(), Long.MAX_VALUE))
          .hasMessageStartingWith("no signature \"nothing\"");
      assertThatThrownBy(
              () -> batcher.predict("serving_default", ids(1), Set.of("z"), Long.MAX_VALUE))
          .hasMessageContaining("no output \"z\"");
    }
  }

  private HeldBatches table(BatchingOptions options) {
    return new HeldBatches(Predictor.open(BatchingModels.table(directory)), options);
  }

  private HeldBatches ragged(BatchingOptions options) {
    return new HeldBatches(Predictor.open(BatchingModels.ragged(directory)), options);
  }

  private static Map<String, Column> ids(int... ids) {
    return Map.of("id", Column.ints(ids));
  }

  private static Map<String, Column> words(int rows, String... words) {
    Shape shape = Shape.of(rows, words.length / rows);
    return Map.of(
        "words", Column.strings(words, shape), "marks", Column.floats(ones(words.length), shape));
  }

  private static float[] ones(int count) {
    float[] ones = new float[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static long soon() {
    return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
  }

  private static void assertAnswer(Caller caller, int runRows, float... y) throws Exception {
    assertThat(caller.get().floats("y")).containsExactly(y);
    assertThat(caller.get().column("rows").asInts()).hasSize(y.length).containsOnly(runRows);
  }

  private static void assertJoined(Caller caller, int runRows, String... joined) throws Exception {
    assertThat(caller.get().column("joined").asStrings()).containsExactly(joined);
    assertThat(caller.get().column("rows").asInts()).hasSize(joined.length).containsOnly(runRows);
  }

  private static AbstractThrowableAssert<?, ?> assertFails(Caller caller, Category category) {
    return assertThatThrownBy(caller::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            PredictorException.class, e -> assertThat(e.category()).isEqualTo(category));
  }
}

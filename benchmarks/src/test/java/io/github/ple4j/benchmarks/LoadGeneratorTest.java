package io.github.ple4j.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ple4j.benchmarks.LoadGenerator.Load;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoadGeneratorTest {
  private static final Duration SHORT = Duration.ofMillis(100);

  @Test
  void requestsAreCountedByWhatBecameOfThem() throws Exception {
    AtomicLong asked = new AtomicLong();
    LoadGenerator.Target target =
        caller -> {
          long number = asked.getAndIncrement();
          if (number % 4 == 3) {
            throw new IOException("no answer");
          }
          return number % 4 < 2;
        };
    Load load = LoadGenerator.openLoop(target, 1, SHORT, 200);
    assertThat(load.sent()).isEqualTo(asked.get()).isEqualTo(20);
    assertThat(load.answered()).isEqualTo(10);
    assertThat(load.refused()).isEqualTo(5);
    assertThat(load.failed()).isEqualTo(5);
    assertThat(load.failure()).isEqualTo("no answer");
    assertThat(load.nanos().getTotalCount()).isEqualTo(load.answered());
  }

  @Test
  void aCallerAsksAgainWhenItIsAnswered() throws Exception {
    CountDownLatch ten = new CountDownLatch(10);
    LoadGenerator.Target target =
        caller -> {
          ten.countDown();
          if (ten.getCount() == 0) {
            throw new IllegalStateException("ten");
          }
          return true;
        };
    assertThatThrownBy(() -> LoadGenerator.closedLoop(target, 1, Duration.ofDays(1)))
        .hasRootCauseMessage("ten");
  }

  @Test
  void eachCallerIsAThreadOfItsOwn() throws Exception {
    CountDownLatch together = new CountDownLatch(5);
    LoadGenerator.Target target =
        caller -> {
          together.countDown();
          together.await();
          return true;
        };
    assertThat(LoadGenerator.openLoop(target, 5, SHORT, 50).answered()).isEqualTo(5);
  }

  @Test
  void whatWaitedForItsCallerCountsFromTheTimeItWasToBeSentAt() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    LoadGenerator.Target target =
        caller -> {
          if (asked.getAndIncrement() == 0) {
            Thread.sleep(60);
          }
          return true;
        };
    Load load = LoadGenerator.openLoop(target, 1, SHORT, 100);
    assertThat(load.answered()).isEqualTo(10);
    // Those to be sent at 0, 10, 20, 30 and 40 ms, all of them answered after 60.
    assertThat(load.nanos().getCountBetweenValues(19_000_000, Long.MAX_VALUE))
        .isGreaterThanOrEqualTo(5);
  }

  @Test
  void callersShareTheRate() throws Exception {
    assertThat(LoadGenerator.openLoop(caller -> true, 4, SHORT, 1000).answered()).isEqualTo(100);
  }

  @Test
  void aLoadCanBeStopped() throws Exception {
    LoadGenerator load =
        LoadGenerator.startOpenLoop(caller -> true, 2, Duration.ofDays(1), 1e-3 * 2);
    load.stop();
    assertThat(load.await().sent()).isLessThan(10);
  }

  @Test
  void whatIsNoFailureOfARequestEndsTheLoad() {
    LoadGenerator.Target target =
        caller -> {
          throw new IllegalStateException("closed");
        };
    assertThatThrownBy(() -> LoadGenerator.closedLoop(target, 2, Duration.ofDays(1)))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("closed");
  }
}

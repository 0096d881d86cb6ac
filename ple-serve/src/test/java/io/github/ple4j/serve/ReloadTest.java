package io.github.ple4j.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

class ReloadTest {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int THREADS = 4;

  @TempDir Path directory;
  @TempDir Path originals;

  @ParameterizedTest
  @CsvSource({"200, false", "50, true"})
  void noRequestFailsWhileVersionsReplaceEachOther(int reloads, boolean batching) throws Exception {
    Path odd = originals.resolve("odd");
    Path even = originals.resolve("even");
    TestVersions.write(odd, 1);
    TestVersions.write(even, 2);
    TestVersions versions = new TestVersions(directory);
    versions.addCopy(1, odd);
    ModelsOptions options =
        new ModelsOptions(
            PredictorOptions.defaults(),
            batching ? Optional.of(BatchingOptions.defaults()) : Optional.empty(),
            Duration.ofMillis(1),
            0,
            0,
            Duration.ZERO,
            new ServingListener() {});
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try (ModelDirectory model =
        ModelDirectory.open(directory, new VersionPolicy.Latest(1), options)) {
      assertThat(model.awaitLoaded(Duration.ofMinutes(1))).isTrue();
      AtomicBoolean done = new AtomicBoolean();
      List<Future<Long>> callers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        callers.add(pool.submit(() -> ask(model, done)));
      }
      for (int version = 2; version <= reloads + 1; version++) {
        versions.addCopy(version, version % 2 == 0 ? even : odd);
        long expected = version;
        TestVersions.await(() -> newest(model) == expected);
        versions.remove(version - 1);
      }
      done.set(true);
      for (Future<Long> caller : callers) {
        assertThat(caller.get()).isGreaterThan(0);
      }
      TestVersions.await(
          () ->
              model.status().stream()
                  .skip(1)
                  .allMatch(status -> status.state() == VersionState.END));
      assertThat(model.status().get(0).version()).isEqualTo(reloads + 1);
      assertThat(model.status()).hasSizeLessThan(40);
    } finally {
      pool.shutdownNow();
    }
  }

  private static long newest(ModelDirectory model) {
    try (ModelLease lease = model.lease(VersionChoice.latest())) {
      return lease.version();
    }
  }

  /** The number of answers, each of the version that was lent, none older than the one before. */
  private static long ask(ModelDirectory model, AtomicBoolean done) throws InterruptedException {
    long answers = 0;
    long before = 0;
    while (!done.get()) {
      try (ModelLease lease = model.lease(VersionChoice.latest())) {
        assertThat(TestVersions.factor(lease)).isEqualTo(lease.version() % 2 == 0 ? 2 : 1);
        assertThat(lease.version()).isGreaterThanOrEqualTo(before);
        before = lease.version();
        answers++;
      }
      Thread.sleep(1); // the loads need the processors too
    }
    return answers;
  }

  @Test
  void versionsThatAreGoneTakeNoMemory() throws Exception {
    assumeTrue(Files.exists(STATUS));
    TestVersions versions = new TestVersions(directory);
    Path large = directory.resolve("large");
    try (TestModel model = new TestModel()) {
      Operand<TFloat32> x = model.placeholder(TFloat32.class, Shape.of(-1));
      int size = 2 << 20; // 8 MiB, and as much in the graph
      Operand<TFloat32> table = model.variable("table", Shape.of(size), new float[size]);
      Operand<TFloat32> sum = model.tf().reduceSum(table, model.tf().constant(new int[] {0}));
      model
          .input("serving_default", "x", x)
          .output("serving_default", "y", model.tf().math.add(x, sum))
          .write(large);
    }
    ModelsOptions options = TestVersions.options().withPollInterval(Duration.ofMillis(1));
    try (ModelDirectory model =
        ModelDirectory.open(directory, new VersionPolicy.Latest(1), options)) {
      long before = 0;
      for (int version = 1; version <= 45; version++) {
        Path from = version == 1 ? large : versions.path(version - 1);
        Files.move(from, versions.path(version));
        long expected = version;
        TestVersions.await(() -> model.isReady() && newest(model) == expected && ended(model));
        assertThat(factor(model)).isEqualTo(1);
        if (version == 20) {
          before = nativeMegabytes();
        }
      }
      // Twenty-five versions that stay would take 400 MiB.
      assertThat(nativeMegabytes() - before).isLessThan(250);
    }
  }

  private static float factor(ModelDirectory model) {
    try (ModelLease lease = model.lease(VersionChoice.latest())) {
      return TestVersions.factor(lease);
    }
  }

  private static boolean ended(ModelDirectory model) {
    return model.status().stream().skip(1).allMatch(status -> status.state() == VersionState.END);
  }

  /** What the process has in memory, less the heap. */
  private static long nativeMegabytes() throws IOException {
    System.gc(); // gives back what of the heap is not in use: only what is touched is resident
    long resident =
        Files.readAllLines(STATUS).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .sum();
    return resident / 1024 - Runtime.getRuntime().totalMemory() / (1024 * 1024);
  }
}

package io.github.ple4j.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.util.concurrent.Uninterruptibles;
import io.github.ple4j.serve.PredictorException.Category;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelsTest {
  @TempDir Path directory;
  private final TestVersions.Recorder recorder = new TestVersions.Recorder();
  private TestVersions ones;
  private TestVersions others;

  @BeforeEach
  void twoModels() throws IOException {
    ones = new TestVersions(directory.resolve("one"));
    others = new TestVersions(directory.resolve("other"));
    ones.add(1);
    others.add(5);
  }

  private ModelsOptions options() {
    return TestVersions.options().withListener(recorder);
  }

  private ModelConfiguration one(VersionPolicy policy, Map<String, Long> labels) {
    return new ModelConfiguration(
        "one", ones.directory(), policy, ImmutableSortedMap.copyOf(labels));
  }

  private ModelConfiguration one() {
    return ModelConfiguration.of("one", ones.directory());
  }

  private ModelConfiguration other() {
    return ModelConfiguration.of("other", others.directory());
  }

  private static ModelsConfiguration configuration(ModelConfiguration... models) {
    return new ModelsConfiguration(ImmutableList.copyOf(models));
  }

  private static Models open(ModelsConfiguration configuration, ModelsOptions options)
      throws InterruptedException {
    Models models = Models.open(configuration, options);
    assertThat(models.awaitLoaded(Duration.ofMinutes(1))).isTrue();
    return models;
  }

  private static float factor(Models models, String name, VersionChoice choice) {
    try (ModelLease lease = models.lease(name, choice)) {
      return TestVersions.factor(lease);
    }
  }

  private static void assertRefused(
      Models models, String name, VersionChoice choice, Category category, String message) {
    assertThatThrownBy(() -> models.lease(name, choice))
        .isInstanceOfSatisfying(
            PredictorException.class, e -> assertThat(e.category()).isEqualTo(category))
        .hasMessage(message);
  }

  @Test
  void modelsAnswerByTheirNames() throws Exception {
    try (Models models = open(configuration(one(), other()), options())) {
      assertThat(models.isReady()).isTrue();
      assertThat(models.names()).containsExactly("one", "other");
      assertThat(models.configuration()).isEqualTo(configuration(one(), other()));
      assertThat(factor(models, "one", VersionChoice.latest())).isEqualTo(1);
      try (ModelLease lease = models.lease("other", VersionChoice.number(5))) {
        assertThat(lease.model()).isEqualTo("other");
        assertThat(lease.version()).isEqualTo(5);
        assertThat(lease.signatures()).containsOnlyKeys("serving_default");
        assertThat(lease.signatureDefs()).containsOnlyKeys("serving_default");
        assertThat(TestVersions.factor(lease)).isEqualTo(5);
      }
      assertRefused(
          models,
          "census",
          VersionChoice.latest(),
          Category.NOT_FOUND,
          "Servable not found for request: Latest(census)");
      assertThatThrownBy(() -> models.status("census"))
          .isInstanceOf(PredictorException.class)
          .hasMessage("Could not find any versions of model census");
    }
  }

  @Test
  void labelsStandForVersions() throws Exception {
    ones.add(2);
    VersionPolicy all = new VersionPolicy.All();
    ModelConfiguration labelled = one(all, Map.of("stable", 1L, "canary", 2L, "next", 3L));
    try (Models models = open(configuration(labelled), options())) {
      TestVersions.await(
          () -> TestVersions.state(models.status("one")).equals("2:AVAILABLE 1:AVAILABLE"));
      assertThat(factor(models, "one", VersionChoice.label("stable"))).isEqualTo(1);
      assertThat(factor(models, "one", VersionChoice.label("canary"))).isEqualTo(2);
      assertRefused(
          models,
          "one",
          VersionChoice.label("next"),
          Category.NOT_FOUND,
          "Servable not found for request: Specific(one, 3)");
      assertRefused(
          models,
          "one",
          VersionChoice.label("best"),
          Category.INVALID_ARGUMENT,
          "Unrecognized servable version label: best");
      models.reconfigure(configuration(one(all, Map.of("stable", 2L))));
      assertThat(factor(models, "one", VersionChoice.label("stable"))).isEqualTo(2);
      assertThatThrownBy(() -> models.reconfigure(configuration(one(all, Map.of("stable", 3L)))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Request to assign label to version 3 of model one, which is not currently"
                  + " available for inference");
      assertThat(factor(models, "one", VersionChoice.label("stable"))).isEqualTo(2);
    }
  }

  @Test
  void anotherConfigurationAddsAndRemovesModelsAndKeepsTheRest() throws Exception {
    try (Models models = open(configuration(one()), options())) {
      ModelLease lease = models.lease("one", VersionChoice.latest());
      models.reconfigure(configuration(one(), other()));
      assertThat(models.awaitLoaded(Duration.ofMinutes(1))).isTrue();
      assertThat(factor(models, "other", VersionChoice.latest())).isEqualTo(5);
      models.reconfigure(configuration(other()));
      assertThat(models.names()).containsExactly("other");
      assertThat(TestVersions.factor(lease)).isEqualTo(1);
      assertRefused(
          models,
          "one",
          VersionChoice.latest(),
          Category.NOT_FOUND,
          "Servable not found for request: Latest(one)");
      lease.close();
      TestVersions.await(() -> recorder.changes.contains("one 1:END"));
    }
    assertThat(recorder.changes)
        .containsExactly(
            "one 1:START",
            "one 1:LOADING",
            "one 1:AVAILABLE",
            "other 5:START",
            "other 5:LOADING",
            "other 5:AVAILABLE",
            "one 1:UNLOADING",
            "one 1:END",
            "other 5:UNLOADING",
            "other 5:END");
  }

  @Test
  void aModelThatIsTakenAgainIsNotToldToHaveEnded() throws Exception {
    try (Models models = open(configuration(one()), options())) {
      try (ModelLease lease = models.lease("one", VersionChoice.latest())) {
        models.reconfigure(configuration());
        assertThat(lease.version()).isEqualTo(1);
        models.reconfigure(configuration(one()));
        assertThat(models.awaitLoaded(Duration.ofMinutes(1))).isTrue();
      }
    }
    assertThat(recorder.changes)
        .containsExactly(
            "one 1:START",
            "one 1:LOADING",
            "one 1:AVAILABLE",
            "one 1:UNLOADING",
            "one 1:START",
            "one 1:LOADING",
            "one 1:AVAILABLE",
            "one 1:UNLOADING",
            "one 1:END");
  }

  @Test
  void anotherPolicyOrDirectoryIsFollowed() throws Exception {
    ones.add(2);
    try (Models models = open(configuration(one()), options())) {
      assertThat(factor(models, "one", VersionChoice.latest())).isEqualTo(2);
      models.reconfigure(configuration(one(new VersionPolicy.All(), Map.of())));
      TestVersions.await(
          () -> TestVersions.state(models.status("one")).equals("2:AVAILABLE 1:AVAILABLE"));
      others.add(2, 22);
      models.reconfigure(configuration(ModelConfiguration.of("one", others.directory())));
      TestVersions.await(
          () -> TestVersions.state(models.status("one")).equals("5:AVAILABLE 2:END 1:END"));
      others.remove(5);
      TestVersions.await(() -> factor(models, "one", VersionChoice.latest()) == 22);
    }
  }

  @Test
  void onlySoManyRequestsOfAModelRunAtATime() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch refused = new CountDownLatch(1);
    ServingListener holding =
        new ServingListener() {
          @Override
          public void predicted(
              String model,
              long version,
              String signature,
              long rows,
              long queueNanos,
              long runNanos,
              Optional<Category> error) {
            if (model.equals("one") && error.isEmpty()) {
              running.countDown();
              Uninterruptibles.awaitUninterruptibly(refused);
            }
          }
        };
    ModelsOptions options = options().withListener(holding).withMaximumInFlight(1);
    try (Models models = open(configuration(one(), other()), options);
        ModelLease lease = models.lease("one", VersionChoice.latest())) {
      CompletableFuture<Float> first =
          CompletableFuture.supplyAsync(() -> TestVersions.factor(lease));
      running.await();
      assertThatThrownBy(() -> TestVersions.factor(lease))
          .isInstanceOfSatisfying(
              PredictorException.class,
              e -> assertThat(e.category()).isEqualTo(Category.QUOTA_EXCEEDED))
          .hasMessage("model \"one\": more than 1 requests at a time");
      assertThat(factor(models, "other", VersionChoice.latest())).isEqualTo(5);
      refused.countDown();
      assertThat(first.get()).isEqualTo(1);
      assertThat(TestVersions.factor(lease)).isEqualTo(1);
    }
  }

  @Test
  void requestsAreToldWithTheirRowsAndErrors() throws Exception {
    try (Models models = open(configuration(one()), options());
        ModelLease lease = models.lease("one", VersionChoice.latest())) {
      Map<String, Column> two = Map.of("x", Column.floats(1, 2));
      lease.predict("serving_default", two, Set.of("y"), System.nanoTime() + 60_000_000_000L);
      assertThatThrownBy(() -> lease.predict("made up", two, Set.of(), Long.MAX_VALUE))
          .isInstanceOf(PredictorException.class);
      assertThatThrownBy(
              () -> lease.predict("serving_default", two, Set.of(), System.nanoTime() - 1))
          .isInstanceOf(PredictorException.class)
          .hasMessage("model \"one\": the request's time was over before its answer");
    }
    assertThat(recorder.predictions)
        .containsExactly(
            "one 1 serving_default 2 Optional.empty",
            "one 1  1 Optional[NOT_FOUND]",
            "one 1 serving_default 2 Optional[DEADLINE_EXCEEDED]");
  }

  @Test
  void batchesAnswerTheSame() throws Exception {
    ModelsOptions batching = options().withBatching(BatchingOptions.defaults());
    try (Models models = open(configuration(one(), other()), batching)) {
      assertThat(factor(models, "one", VersionChoice.latest())).isEqualTo(1);
      assertThat(factor(models, "other", VersionChoice.latest())).isEqualTo(5);
      try (ModelLease lease = models.lease("one", VersionChoice.latest())) {
        assertThatThrownBy(
                () ->
                    lease.predict(
                        "made up", Map.of("x", Column.floats(1)), Set.of(), Long.MAX_VALUE))
            .isInstanceOf(PredictorException.class);
      }
    }
    assertThat(recorder.predictions)
        .containsExactly(
            "one 1 serving_default 1 Optional.empty",
            "other 5 serving_default 1 Optional.empty",
            "one 1  0 Optional[NOT_FOUND]");
  }

  @Test
  void aFileThatChangesIsTakenAndABrokenOneIsToldOnce() throws Exception {
    Path file = directory.resolve("models.config");
    String first = "config { name: 'one' base_path: '" + ones.directory() + "' }";
    String second = "config { name: 'other' base_path: '" + others.directory() + "' }";
    Files.writeString(file, "model_config_list { " + first + " }");
    try (Models models = open(ModelsConfiguration.read(file), options())) {
      models.watch(file, Duration.ofMillis(10));
      replace(file, "model_config_list { " + first + second + " }");
      TestVersions.await(() -> models.names().size() == 2);
      replace(file, "model_config_list { " + first + " nonsense }");
      TestVersions.await(
          () -> recorder.problems.stream().anyMatch(problem -> problem.startsWith("refused ")));
      Thread.sleep(100); // in which it is read again and again
      assertThat(recorder.problems).hasSize(2);
      assertThat(recorder.problems.get(0)).isEqualTo("configured");
      assertThat(recorder.problems.get(1)).startsWith("refused " + file + ":1:");
      assertThat(models.names()).containsExactly("one", "other");
      Files.delete(file);
      TestVersions.await(() -> recorder.problems.contains("refused " + file + ": no such file"));
      replace(file, "model_config_list { " + second + " }");
      TestVersions.await(() -> models.names().size() == 1);
      assertThat(models.awaitLoaded(Duration.ofMinutes(1))).isTrue();
      assertThat(factor(models, "other", VersionChoice.latest())).isEqualTo(5);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# config"})
  void aFileThatIsBeingWrittenTakesNoModelAway(String text) throws Exception {
    Path file = directory.resolve("models.config");
    try (Models models = open(configuration(one()), options())) {
      ConfigurationWatch watch = new ConfigurationWatch(file, models, recorder);
      Files.writeString(file, text);
      watch.look();
      assertThat(recorder.problems)
          .containsExactly(
              "refused " + file + ": expected model_config_list, which may be {}, found none");
      assertThat(models.names()).containsExactly("one");
      Files.writeString(file, "model_config_list {}");
      watch.look();
      assertThat(recorder.problems).hasSize(2).endsWith("configured");
      assertThat(models.names()).isEmpty();
    }
  }

  /** At once: a look at a file that is being written would find a part of it. */
  private static void replace(Path file, String text) throws IOException {
    Path aside = file.resolveSibling(file.getFileName() + ".aside");
    Files.writeString(aside, text);
    Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void afterTheEndNothingIsTaken() throws Exception {
    Models models = open(configuration(one()), options());
    models.close();
    assertThat(models.isReady()).isFalse();
    assertRefused(models, "one", VersionChoice.latest(), Category.UNAVAILABLE, "the server ends");
    assertRefused(
        models, "one", VersionChoice.label("stable"), Category.UNAVAILABLE, "the server ends");
    assertThatThrownBy(() -> models.reconfigure(configuration(other())))
        .isInstanceOf(PredictorException.class)
        .hasMessage("the server ends");
  }

  @Test
  void optionsAreChecked() {
    assertThatThrownBy(() -> options().withPollInterval(Duration.ofSeconds(-1)))
        .hasMessage("the poll interval must not be negative: PT-1S");
    assertThatThrownBy(() -> options().withMaximumInFlight(-1))
        .hasMessage("the maximum of requests in flight must not be negative: -1");
    assertThatThrownBy(() -> options().withLoadRetries(-1, Duration.ZERO))
        .hasMessage("the number of load retries must not be negative: -1");
    assertThatThrownBy(() -> options().withLoadRetries(1, Duration.ofSeconds(-1)))
        .hasMessage("the load retry interval must not be negative: PT-1S");
  }
}

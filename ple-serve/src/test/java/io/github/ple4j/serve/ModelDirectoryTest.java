package io.github.ple4j.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSortedSet;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.github.ple4j.serve.PredictorException.Category;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelDirectoryTest {
  @TempDir Path directory;
  private final TestVersions.Recorder recorder = new TestVersions.Recorder();
  private TestVersions versions;

  @BeforeEach
  void base() throws IOException {
    versions = new TestVersions(directory.resolve("scaling"));
  }

  private ModelDirectory open(VersionPolicy policy) {
    return ModelDirectory.open(
        versions.directory(), policy, TestVersions.options().withListener(recorder));
  }

  private ModelDirectory openLatest() throws InterruptedException {
    ModelDirectory model = open(new VersionPolicy.Latest(1));
    assertThat(model.awaitLoaded(Duration.ofMinutes(1))).isTrue();
    return model;
  }

  private static float factor(ModelDirectory model, VersionChoice choice) {
    try (ModelLease lease = model.lease(choice)) {
      return TestVersions.factor(lease);
    }
  }

  private static float factor(ModelDirectory model) {
    return factor(model, VersionChoice.latest());
  }

  private static void awaitState(ModelDirectory model, String state) throws Exception {
    TestVersions.await(() -> TestVersions.state(model.status()).equals(state));
  }

  @Test
  void aNewVersionAnswersBeforeTheOldIsLetGo() throws Exception {
    versions.add(1);
    try (ModelDirectory model = openLatest()) {
      assertThat(model.name()).isEqualTo("scaling");
      assertThat(factor(model)).isEqualTo(1);
      versions.add(2);
      awaitState(model, "2:AVAILABLE 1:END");
      assertThat(factor(model)).isEqualTo(2);
      assertThatThrownBy(() -> model.lease(VersionChoice.number(1)))
          .isInstanceOfSatisfying(
              PredictorException.class, e -> assertThat(e.category()).isEqualTo(Category.NOT_FOUND))
          .hasMessage("Servable not found for request: Specific(scaling, 1)");
    }
    assertThat(recorder.changes)
        .containsExactly(
            "scaling 1:START",
            "scaling 1:LOADING",
            "scaling 1:AVAILABLE",
            "scaling 2:START",
            "scaling 2:LOADING",
            "scaling 2:AVAILABLE",
            "scaling 1:UNLOADING",
            "scaling 1:END",
            "scaling 2:UNLOADING",
            "scaling 2:END");
  }

  @Test
  void aLeaseKeepsItsVersionLoaded() throws Exception {
    versions.add(1);
    try (ModelDirectory model = openLatest()) {
      ModelLease lease = model.lease(VersionChoice.latest());
      versions.add(2);
      awaitState(model, "2:AVAILABLE 1:UNLOADING");
      assertThat(TestVersions.factor(lease)).isEqualTo(1);
      assertThatThrownBy(() -> model.lease(VersionChoice.number(1)))
          .isInstanceOf(PredictorException.class);
      lease.close();
      lease.close();
      awaitState(model, "2:AVAILABLE 1:END");
      assertThatThrownBy(() -> TestVersions.factor(lease))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the lease of scaling is closed");
    }
  }

  @Test
  void otherNamesAndDirectoriesWithoutAGraphAreLeftAlone() throws Exception {
    Files.createDirectory(versions.path(9));
    Files.writeString(versions.path(8), "");
    for (String name : List.of("7.tmp", "-6", "+5", " 4", "v3", "99999999999999999999", "٤")) {
      TestVersions.write(versions.directory().resolve(name), 0);
    }
    TestVersions.write(versions.directory().resolve("0002"), 2);
    try (ModelDirectory model = open(new VersionPolicy.All())) {
      awaitState(model, "2:AVAILABLE");
      assertThat(factor(model)).isEqualTo(2);
      Path aside = versions.directory().resolve("aside");
      TestVersions.write(aside, 9);
      Files.move(aside.resolve("variables"), versions.path(9).resolve("variables"));
      Files.move(aside.resolve("saved_model.pb"), versions.path(9).resolve("saved_model.pb"));
      awaitState(model, "9:AVAILABLE 2:AVAILABLE");
    }
  }

  @Test
  void namesAreNumbersOfDigitsOnly() {
    assertThat(VersionDirectories.number("0")).hasValue(0);
    assertThat(VersionDirectories.number("00012")).hasValue(12);
    assertThat(VersionDirectories.number("9223372036854775807")).hasValue(Long.MAX_VALUE);
    for (String name : List.of("", "9223372036854775808", "-1", "+1", "1.0", "1e3", "0x1", "²")) {
      assertThat(VersionDirectories.number(name)).as(name).isEqualTo(OptionalLong.empty());
    }
  }

  @Test
  void ofTwoNamesOfOneNumberTheOneWithoutZerosCounts() throws Exception {
    TestVersions.write(versions.directory().resolve("01"), 7);
    TestVersions.write(versions.directory().resolve("1"), 1);
    try (ModelDirectory model = openLatest()) {
      assertThat(factor(model)).isEqualTo(1);
    }
  }

  @Test
  void theTwoNewestAreServed() throws Exception {
    versions.add(1);
    versions.add(2);
    versions.add(3);
    try (ModelDirectory model = open(new VersionPolicy.Latest(2))) {
      awaitState(model, "3:AVAILABLE 2:AVAILABLE");
      versions.add(10);
      awaitState(model, "10:AVAILABLE 3:AVAILABLE 2:END");
      assertThat(factor(model)).isEqualTo(10);
      assertThat(factor(model, VersionChoice.number(3))).isEqualTo(3);
    }
  }

  @Test
  void namedVersionsAreServedWhereTheyAre() throws Exception {
    versions.add(1);
    versions.add(2);
    versions.add(3);
    try (ModelDirectory model =
        open(new VersionPolicy.Specific(ImmutableSortedSet.of(1L, 3L, 5L)))) {
      awaitState(model, "3:AVAILABLE 1:AVAILABLE");
      versions.add(5);
      awaitState(model, "5:AVAILABLE 3:AVAILABLE 1:AVAILABLE");
    }
  }

  @Test
  void aBrokenVersionIsTriedAgainGivenUpAndNeverTakesTheGoodOnesPlace() throws Exception {
    versions.add(1);
    try (ModelDirectory model = openLatest()) {
      versions.addBroken(2);
      awaitState(model, "2:END!INVALID_MODEL 1:AVAILABLE");
      assertThat(model.status().get(0).message())
          .isEqualTo(versions.path(2) + ": variables/variables.index is missing");
      assertThat(factor(model)).isEqualTo(1);
      assertThat(model.isReady()).isTrue();
      // Going back removes it; the next one takes over.
      versions.remove(2);
      versions.add(3);
      awaitState(model, "3:AVAILABLE 2:END!INVALID_MODEL 1:END");
    }
    assertThat(recorder.changes.stream().filter(change -> change.startsWith("scaling 2:")))
        .startsWith("scaling 2:START", "scaling 2:LOADING", "scaling 2:LOADING!INVALID_MODEL")
        .endsWith("scaling 2:END!INVALID_MODEL");
  }

  @Test
  void aBrokenVersionIsLoadedWhenItsFilesAreRepaired() throws Exception {
    versions.addBroken(1);
    try (ModelDirectory model = open(new VersionPolicy.Latest(1))) {
      assertThat(model.awaitLoaded(Duration.ofMinutes(1))).isTrue();
      assertThat(model.isReady()).isFalse();
      assertThat(TestVersions.state(model.status())).isEqualTo("1:END!INVALID_MODEL");
      TestVersions.write(directory.resolve("good"), 1);
      Files.move(
          directory.resolve("good/variables/variables.index"),
          versions.path(1).resolve("variables/variables.index"));
      awaitState(model, "1:AVAILABLE");
      assertThat(factor(model)).isEqualTo(1);
    }
  }

  @Test
  void theLastVersionThatAnswersStaysWhenTheDirectoryIsEmptyOrGone() throws Exception {
    versions.add(1);
    try (ModelDirectory model = openLatest()) {
      versions.remove(1);
      TestVersions.await(() -> recorder.problems.size() == 1);
      assertThat(factor(model)).isEqualTo(1);
      MoreFiles.deleteRecursively(versions.directory(), RecursiveDeleteOption.ALLOW_INSECURE);
      TestVersions.await(() -> recorder.problems.size() == 2);
      assertThat(factor(model)).isEqualTo(1);
      assertThat(TestVersions.state(model.status())).isEqualTo("1:AVAILABLE");
    }
    assertThat(recorder.problems)
        .containsExactly(
            "scaling "
                + versions.directory()
                + ": no version: expected a directory named by a number, with saved_model.pb in it",
            "scaling " + versions.directory() + ": no such directory");
  }

  @Test
  void aVersionWhoseDirectoryIsRemovedIsLetGoIfAnotherAnswers() throws Exception {
    versions.add(1);
    versions.add(2);
    try (ModelDirectory model = openLatest()) {
      assertThat(factor(model)).isEqualTo(2);
      versions.remove(2);
      awaitState(model, "2:END 1:AVAILABLE");
      assertThat(factor(model)).isEqualTo(1);
      versions.add(2, 22);
      awaitState(model, "2:AVAILABLE 1:END");
      assertThat(factor(model)).isEqualTo(22);
    }
  }

  @Test
  void aVersionThatIsMadeAgainIsLoadedAgain() throws Exception {
    versions.add(1);
    try (ModelDirectory model = openLatest()) {
      versions.remove(1);
      versions.add(1, 11);
      TestVersions.await(() -> factor(model) == 11);
      versions.remove(1);
      versions.addBroken(1);
      awaitState(model, "1:AVAILABLE!INVALID_MODEL");
      assertThat(factor(model)).isEqualTo(11);
      versions.remove(1);
      versions.add(1, 111);
      TestVersions.await(() -> factor(model) == 111);
      awaitState(model, "1:AVAILABLE");
    }
  }

  @Test
  void everyLoadThatFailsIsTold() throws Exception {
    versions.addBroken(1);
    try (ModelDirectory model = openLatest()) {
      awaitState(model, "1:END!INVALID_MODEL");
    }
    assertThat(recorder.failures)
        .hasSize(3)
        .allMatch(failure -> failure.startsWith("scaling 1 INVALID_MODEL"));
    assertThat(recorder.failures.subList(0, 2)).allMatch(f -> f.endsWith("again"));
    assertThat(recorder.failures.get(2)).endsWith("given up");
  }

  @Test
  void anEmptyDirectoryIsWaitedFor() throws Exception {
    try (ModelDirectory model = open(new VersionPolicy.Latest(1))) {
      assertThat(model.awaitLoaded(Duration.ofMillis(100))).isFalse();
      assertThat(model.isReady()).isFalse();
      assertThat(model.status()).isEmpty();
      assertThatThrownBy(() -> model.lease(VersionChoice.latest()))
          .isInstanceOf(PredictorException.class)
          .hasMessage("Servable not found for request: Latest(scaling)");
      versions.add(1);
      assertThat(model.awaitLoaded(Duration.ofMinutes(1))).isTrue();
      assertThat(factor(model)).isEqualTo(1);
    }
  }

  @Test
  void anIntervalOfZeroLooksOnce() throws Exception {
    versions.add(1);
    try (ModelDirectory model =
        ModelDirectory.open(
            versions.directory(),
            new VersionPolicy.Latest(1),
            TestVersions.options().withPollInterval(Duration.ZERO))) {
      assertThat(model.awaitLoaded(Duration.ofMinutes(1))).isTrue();
      versions.add(2);
      Thread.sleep(100); // in which nothing is to happen
      assertThat(factor(model)).isEqualTo(1);
    }
  }

  @Test
  void closingWaitsForTheLeasesAndRefusesNewOnes() throws Exception {
    versions.add(1);
    ModelDirectory model = openLatest();
    ModelLease lease = model.lease(VersionChoice.latest());
    CompletableFuture<Void> closing = CompletableFuture.runAsync(model::close);
    awaitState(model, "1:UNLOADING");
    assertThat(closing).isNotDone();
    assertThat(TestVersions.factor(lease)).isEqualTo(1);
    assertThatThrownBy(() -> model.lease(VersionChoice.latest()))
        .isInstanceOfSatisfying(
            PredictorException.class, e -> assertThat(e.category()).isEqualTo(Category.UNAVAILABLE))
        .hasMessage("the server ends");
    lease.close();
    closing.get();
    assertThat(TestVersions.state(model.status())).isEqualTo("1:END");
    model.close();
  }

  @Test
  void aListenerThatThrowsHarmsNobody() throws Exception {
    versions.add(1);
    ServingListener broken =
        new ServingListener() {
          @Override
          public void changed(String model, VersionStatus status) {
            throw new IllegalStateException("of the listener");
          }

          @Override
          public void predicted(
              String model,
              long version,
              String signature,
              long rows,
              long queueNanos,
              long runNanos,
              Optional<Category> error) {
            throw new AssertionError("of the listener");
          }
        };
    try (ModelDirectory model =
        ModelDirectory.open(
            versions.directory(),
            new VersionPolicy.Latest(1),
            TestVersions.options().withListener(broken))) {
      assertThat(model.awaitLoaded(Duration.ofMinutes(1))).isTrue();
      assertThat(factor(model)).isEqualTo(1);
      versions.add(2);
      awaitState(model, "2:AVAILABLE 1:END");
      assertThat(factor(model)).isEqualTo(2);
    }
  }
}

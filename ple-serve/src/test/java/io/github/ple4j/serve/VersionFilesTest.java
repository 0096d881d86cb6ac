package io.github.ple4j.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ple4j.serve.PredictorException.Category;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files that cannot be read, are links, or change. A link to itself cannot be followed. */
@DisabledOnOs(OS.WINDOWS) // whose users may make no links
class VersionFilesTest {
  @TempDir Path directory;
  private final TestVersions.Recorder recorder = new TestVersions.Recorder();
  private TestVersions versions;

  @BeforeEach
  void base() throws IOException {
    versions = new TestVersions(directory.resolve("scaling"));
  }

  private ModelDirectory open(ServingListener listener) {
    return ModelDirectory.open(
        versions.directory(),
        new VersionPolicy.All(),
        TestVersions.options().withListener(listener));
  }

  private static void awaitState(ModelDirectory model, String state) throws Exception {
    TestVersions.await(() -> TestVersions.state(model.status()).equals(state));
  }

  @Test
  void whatIsNotThereIsNoVersion() throws IOException {
    Files.createDirectory(versions.path(1));
    Files.createFile(versions.path(2));
    Files.createSymbolicLink(versions.path(3), directory.resolve("nothing"));
    Files.createDirectories(versions.path(4).resolve("saved_model.pb"));
    Files.createDirectory(versions.path(5));
    Files.createSymbolicLink(versions.path(5).resolve("saved_model.pb"), Path.of("nothing"));
    assertThat(VersionDirectories.in(versions.directory())).isEmpty();
  }

  @Test
  void whatCannotBeLookedAtIsAnError() throws IOException {
    Files.createDirectory(versions.path(1));
    Path graph = versions.path(1).resolve("saved_model.pb");
    Files.createSymbolicLink(graph, graph);
    assertThatThrownBy(() -> VersionDirectories.in(versions.directory()))
        .isInstanceOf(FileSystemException.class)
        .hasMessageStartingWith(graph.toString());
    Files.delete(graph);
    Files.createSymbolicLink(versions.path(2), versions.path(2));
    assertThatThrownBy(() -> VersionDirectories.in(versions.directory()))
        .isInstanceOf(FileSystemException.class)
        .hasMessageStartingWith(versions.path(2).toString());
  }

  @Test
  void aLookThatFailsChangesNothing() throws Exception {
    versions.add(1);
    versions.add(2);
    versions.addBroken(3);
    String state = "3:END!INVALID_MODEL 2:AVAILABLE 1:AVAILABLE";
    try (ModelDirectory model = open(recorder)) {
      awaitState(model, state);
      TestVersions.await(() -> recorder.failures.size() == 3); // and it is given up
      Path graph = versions.path(2).resolve("saved_model.pb");
      Path whole = Files.createLink(directory.resolve("whole"), graph);
      Path link = Files.createSymbolicLink(directory.resolve("link"), graph);
      Files.move(link, graph, StandardCopyOption.ATOMIC_MOVE);
      TestVersions.await(() -> !recorder.problems.isEmpty());
      Thread.sleep(100); // in which it is looked at again and again
      assertThat(TestVersions.state(model.status())).isEqualTo(state);
      assertThat(recorder.problems)
          .singleElement()
          .asString()
          .startsWith("scaling " + versions.directory() + ": cannot be read: " + graph);
      Files.move(whole, graph, StandardCopyOption.ATOMIC_MOVE);
      versions.add(4);
      awaitState(model, "4:AVAILABLE " + state);
      assertThat(recorder.failures).hasSize(3);
    }
  }

  @Test
  void theFilesBehindALinkCount() throws IOException {
    Path real = Files.createDirectory(directory.resolve("real"));
    Path file = Files.createFile(real.resolve("file"));
    Files.createSymbolicLink(real.resolve("itself"), real);
    Files.createSymbolicLink(real.resolve("dangling"), Path.of("nothing"));
    Path link = Files.createSymbolicLink(versions.path(1), real);
    VersionFiles files = new VersionFiles(link, Optional.empty(), FileTime.fromMillis(0), 0);
    long before = files.contents();
    assertThat(files.contents()).isEqualTo(before);
    Files.writeString(file, "more");
    assertThat(files.contents()).isNotEqualTo(before);
  }

  @Test
  void aVersionBehindALinkIsLoadedWhenItIsWhole() throws Exception {
    TestVersions elsewhere = new TestVersions(directory.resolve("elsewhere"));
    elsewhere.addBroken(1);
    Files.createSymbolicLink(versions.path(1), elsewhere.path(1));
    try (ModelDirectory model = open(recorder)) {
      awaitState(model, "1:END!INVALID_MODEL");
      TestVersions.write(directory.resolve("whole"), 1);
      Files.move(
          directory.resolve("whole/variables/variables.index"),
          elsewhere.path(1).resolve("variables/variables.index"));
      awaitState(model, "1:AVAILABLE");
    }
  }

  @Test
  void aVersionThatChangesWhileItIsLoadedIsLoadedAgain() throws Exception {
    versions.add(1);
    List<String> failures = new CopyOnWriteArrayList<>();
    ServingListener writer =
        new ServingListener() {
          @Override
          public void changed(String model, VersionStatus status) {
            if (status.state() == VersionState.LOADING && failures.isEmpty()) {
              try {
                Files.writeString(versions.path(1).resolve("note"), "more");
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }
          }

          @Override
          public void loadFailed(
              String model, long version, Category category, String message, boolean givenUp) {
            failures.add(category + " " + message);
          }
        };
    try (ModelDirectory model = open(writer)) {
      assertThat(model.awaitLoaded(Duration.ofMinutes(1))).isTrue();
      awaitState(model, "1:AVAILABLE");
      assertThat(failures)
          .containsExactly(
              "INVALID_MODEL " + versions.path(1) + ": its files changed while they were loaded");
    }
  }
}

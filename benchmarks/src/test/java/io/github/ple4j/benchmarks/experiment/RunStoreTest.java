package io.github.ple4j.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunStoreTest {
  private static final RunKey KEY =
      RunKey.newBuilder().setSystem("ple").setSeeds(Seeds.newBuilder().setSplit(3)).build();
  private static final Run RUN = Run.newBuilder().setKey(KEY).setSeconds(1.5).build();

  @TempDir private Path directory;
  private RunStore store;

  @BeforeEach
  void open() {
    store = RunStore.open(directory);
  }

  @Test
  void whatIsFinishedIsThereForOthersAndIsNotDoneAgain() {
    RunStore other = RunStore.open(directory);
    assertThat(other.find(KEY)).isEmpty();
    finish();

    assertThat(other.find(KEY)).contains(RUN);
    assertThat(other.claim(KEY)).isEmpty();
    assertThat(RunStore.open(directory).find(KEY)).contains(RUN);
  }

  @Test
  void whatIsClaimedNoOtherGetsUntilItIsGivenUp() {
    RunStore other = RunStore.open(directory);
    try (RunStore.Claim claim = store.claim(KEY).orElseThrow()) {
      assertThat(claim).isNotNull();
      assertThat(other.claim(KEY)).isEmpty();
      assertThat(store.claim(KEY)).isEmpty();
    }
    RunStore.Claim again = other.claim(KEY).orElseThrow();
    again.close();
    assertThat(other.find(KEY)).isEmpty();
  }

  @Test
  void keysThatDifferInASeedAreDifferentRuns() {
    finish();
    assertThat(store.find(KEY.toBuilder().setSeeds(Seeds.newBuilder().setSplit(4)).build()))
        .isEmpty();
  }

  @Test
  void collectedRunsAreReadAgainWithoutTheStore() throws IOException {
    finish();
    store.collect("census", List.of(RUN));
    Path other = directory.resolve("published");
    Files.createDirectory(other);
    Files.copy(directory.resolve("census.runs.textproto"), other.resolve("census.runs.textproto"));

    assertThat(RunStore.open(other).find(KEY)).contains(RUN);
  }

  @Test
  void aFileThatIsNoRunIsRefusedByName() throws IOException {
    finish();
    Path file;
    try (Stream<Path> files = Files.walk(directory)) {
      file = files.filter(path -> path.endsWith("run.textproto")).findFirst().orElseThrow();
    }
    Files.writeString(file, "key { system: ");

    assertThatExceptionOfType(ExperimentException.class)
        .isThrownBy(() -> RunStore.open(directory).find(KEY))
        .withMessageStartingWith(file + ":1:")
        .withMessageEndingWith("delete the file");
  }

  private void finish() {
    try (RunStore.Claim claim = store.claim(KEY).orElseThrow()) {
      claim.finish(RUN);
    }
  }
}

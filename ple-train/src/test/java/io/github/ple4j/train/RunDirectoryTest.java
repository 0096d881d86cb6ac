package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {

  @TempDir Path temporary;
  private Path run;

  @BeforeEach
  void nameRun() {
    run = temporary.resolve("runs").resolve("a");
  }

  @Test
  void isCreatedWithItsParentsAndLeavesOnlyWhatWasWritten() throws IOException {
    try (RunDirectory directory = RunDirectory.create(run)) {
      assertThat(directory.path()).isEqualTo(run);
      directory.write("metrics.json", "{\"é\": 1}\n");
      directory.write("model.bin", new byte[] {1, 0, -1});
      directory.write("metrics.json", "{}\n");
    }

    assertThat(files(run)).containsExactlyInAnyOrder("metrics.json", "model.bin");
    assertThat(run.resolve("metrics.json")).hasContent("{}\n");
    assertThat(run.resolve("model.bin")).hasBinaryContent(new byte[] {1, 0, -1});
  }

  @Test
  void filesMayStandInDirectoriesOfTheirOwn() throws IOException {
    try (RunDirectory directory = RunDirectory.create(run)) {
      directory.write("vocabularies/industry.txt", "a");
      directory.write("vocabularies/race.txt", "b");
    }

    assertThat(files(run)).containsExactly("vocabularies");
    assertThat(files(run.resolve("vocabularies")))
        .containsExactlyInAnyOrder("industry.txt", "race.txt");
  }

  @Test
  void mayBeALinkToADirectory() throws IOException {
    Files.createDirectories(temporary.resolve("elsewhere"));
    Path link = Files.createSymbolicLink(temporary.resolve("link"), Path.of("elsewhere"));
    try (RunDirectory directory = RunDirectory.create(link)) {
      directory.write("metrics.json", "{}");
    }

    assertThat(temporary.resolve("elsewhere").resolve("metrics.json")).hasContent("{}");
  }

  @Test
  void textIsUtf8() throws IOException {
    try (RunDirectory directory = RunDirectory.create(run)) {
      directory.write("note.txt", "é");
    }

    assertThat(run.resolve("note.txt")).hasBinaryContent(new byte[] {(byte) 0xC3, (byte) 0xA9});
  }

  @Test
  void isTakenAgainIfTheRunBeforeLeftNoManifest() {
    RunDirectory.create(run).close();
    RunDirectory.create(run).close();
  }

  @Test
  void closingTwiceIsHarmlessToTheNextRun() {
    RunDirectory first = RunDirectory.create(run);
    first.close();
    try (RunDirectory second = RunDirectory.create(run)) {
      first.close();
      assertRefused(
          run + ": this process is writing a run there; name another directory with --out");
      second.write("metrics.json", "{}");
    }
  }

  @Test
  void refusesADirectoryThatHoldsARun() throws IOException {
    try (RunDirectory directory = RunDirectory.create(run)) {
      directory.write("manifest.json", "{}");
    }

    assertRefused(
        run
            + ": holds a run already; go on with it by --resume, or name another directory with"
            + " --out");
    assertThat(files(run)).containsExactly("manifest.json");
  }

  @Test
  void refusesADirectoryThatHoldsAKilledRunAndForgetsItsLock() throws IOException {
    Files.createDirectories(run);
    Files.createFile(run.resolve(".lock"));
    Files.writeString(run.resolve("manifest.json"), "{}");

    assertRefused(
        run
            + ": holds a run already; go on with it by --resume, or name another directory with"
            + " --out");
    assertThat(files(run)).containsExactly("manifest.json");
  }

  @Test
  void refusesADirectoryLockedByThisProcessUnderWhateverName() {
    try (RunDirectory directory = RunDirectory.create(run)) {
      Path roundabout = run.resolve("..").resolve("a");
      assertThatExceptionOfType(RunException.class)
          .isThrownBy(() -> RunDirectory.create(roundabout))
          .withMessageStartingWith(roundabout + ": this process is writing a run there");
      directory.write("metrics.json", "{}");
    }
  }

  @Test
  void keepsItsLockAgainstOtherProcessesAfterRefusingThisOne() throws Exception {
    try (RunDirectory directory = RunDirectory.create(run)) {
      assertRefused(
          directory.path()
              + ": this process is writing a run there; name another directory with --out");
      Process process = holder();
      assertThat(process.waitFor()).isEqualTo(1);
      assertThat(process.inputReader().lines()).isEmpty();
    }
  }

  @Test
  void refusesADirectoryLockedByAnotherProcessUntilThatEnds() throws Exception {
    Process process = holder();
    try (BufferedReader lines = process.inputReader()) {
      assertThat(lines.readLine()).isEqualTo("locked " + run);
      assertRefused(
          run
              + ": another process is writing a run there; wait for its end, or name another"
              + " directory with --out");
      process.outputWriter().close();
      assertThat(process.waitFor()).isZero();
    } finally {
      process.destroyForcibly();
    }

    assertThat(files(run)).isEmpty();
    RunDirectory.create(run).close();
  }

  @Test
  void theLockOfAKilledProcessIsTakenOver() throws Exception {
    Process process = holder();
    try (BufferedReader lines = process.inputReader()) {
      assertThat(lines.readLine()).isEqualTo("locked " + run);
    } finally {
      process.destroyForcibly().waitFor();
    }

    assertThat(files(run)).containsExactly(".lock");
    RunDirectory.create(run).close();
    assertThat(files(run)).isEmpty();
  }

  @Test
  void refusesAFile() throws IOException {
    Files.createDirectories(run.getParent());
    Files.createFile(run);

    assertRefused(run + ": expected a directory, found a file; name another directory with --out");
  }

  @Test
  void refusesADirectoryBelowAFile() throws IOException {
    Files.createFile(run.getParent());

    assertThatExceptionOfType(RunException.class)
        .isThrownBy(() -> RunDirectory.create(run))
        .withMessageStartingWith(
            run + ": expected a directory that can be created and written to, found: ")
        .withMessageEndingWith("; name another directory with --out");
  }

  @Test
  void refusesAParentThatCannotBeWritten() throws IOException {
    assumeTrue(Files.getFileStore(temporary).supportsFileAttributeView("posix"));
    Path parent = Files.createDirectory(run.getParent());
    Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      assumeFalse(Files.isWritable(parent), "permissions do not bind this user");
      assertRefused(
          run
              + ": expected a directory that can be created and written to, found: permission"
              + " denied for "
              + run
              + "; name another directory with --out");
    } finally {
      Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void aFailedWriteNamesTheFileAndLeavesNothing() throws IOException {
    try (RunDirectory directory = RunDirectory.create(run)) {
      Files.createDirectories(run.resolve("metrics.json").resolve("in the way"));

      assertThatExceptionOfType(RunException.class)
          .isThrownBy(() -> directory.write("metrics.json", "{}"))
          .withMessageStartingWith(run.resolve("metrics.json") + ": cannot be written: ")
          .withMessageMatching("[^\\n]+; check the disk and its permissions");
      assertThat(files(run)).containsExactlyInAnyOrder("metrics.json", ".lock");
    }
  }

  @Test
  void writesOnlyVisibleFilesOfTheDirectory() {
    try (RunDirectory directory = RunDirectory.create(run)) {
      for (String name :
          List.of("../b", "a/../../b", "/b", "a//b", "a/", ".lock", "a/.b", "", "..", "a\\b")) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> directory.write(name, "x"))
            .withMessage(
                "expected a relative name of which no part starts with a dot, found " + name);
      }
    }
  }

  @Test
  void writesNothingOnceClosed() {
    RunDirectory directory = RunDirectory.create(run);
    directory.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> directory.write("metrics.json", "{}"))
        .withMessage("the run directory is closed: " + run);
  }

  private void assertRefused(String message) {
    assertThatExceptionOfType(RunException.class)
        .isThrownBy(() -> RunDirectory.create(run))
        .withMessage(message);
  }

  private Process holder() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            RunDirectoryHolder.class.getName(),
            run.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static List<String> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}

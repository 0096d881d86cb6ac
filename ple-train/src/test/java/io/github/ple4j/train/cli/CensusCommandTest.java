package io.github.ple4j.train.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the real files, where {@code PLE_DATA_DIR} is set. */
class CensusCommandTest {
  @TempDir Path temporary;

  @Test
  void aFewStepsOnCensusIncome() {
    assumeTrue(System.getenv("PLE_DATA_DIR") != null, "PLE_DATA_DIR is not set");
    Path out = temporary.resolve("run");

    CommandRun run =
        CommandRun.of(
            "train",
            "--data=census",
            "--model=ple",
            "--max-steps=20",
            "--batch-size=256",
            "--threads=2",
            "--out=" + out);

    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.out().lines().toList())
        .anyMatch(line -> line.matches("test +income +0\\.\\d{6} +0\\.\\d{6} +.*"))
        .anyMatch(line -> line.matches("test +never_married +0\\.[7-9]\\d{5} +.*"));
    assertThat(out.resolve("vocabularies")).isNotEmptyDirectory();
    assertThat(out.resolve("manifest.json")).content().contains("\"protocol\"", "sha256");
  }
}

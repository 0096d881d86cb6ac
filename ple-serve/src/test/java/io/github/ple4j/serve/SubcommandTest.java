package io.github.ple4j.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SubcommandTest {
  @Test
  void isTheFirstArgumentThatIsNoOption() {
    assertThat(CommandLauncher.subcommand("train", "--out", "run")).isEqualTo("train");
    assertThat(CommandLauncher.subcommand("--verbose", "predict", "run")).isEqualTo("predict");
  }

  @Test
  void isEmptyWhereThereIsNone() {
    assertThat(CommandLauncher.subcommand()).isEmpty();
    assertThat(CommandLauncher.subcommand("--help")).isEmpty();
  }
}

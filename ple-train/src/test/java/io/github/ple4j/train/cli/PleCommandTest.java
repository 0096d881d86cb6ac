package io.github.ple4j.train.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ple4j.serve.CommandLauncher;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PleCommandTest {
  @Test
  void onlyWhatPredictsIsInTheServersEnvironment() {
    Set<String> commands = new TreeSet<>(PleCommand.commandLine().getSubcommands().keySet());

    assertThat(commands.remove("predict")).isTrue();

    assertThat(PleCommand.environment("predict")).isEqualTo(CommandLauncher.PREDICTION);
    assertThat(commands).contains("train", "evaluate");
    assertThat(commands).allSatisfy(name -> assertThat(PleCommand.environment(name)).isEmpty());
  }
}

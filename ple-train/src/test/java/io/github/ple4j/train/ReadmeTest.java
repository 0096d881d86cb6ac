package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the README tells users to depend on is what the projects in src/it depend on. */
final class ReadmeTest {
  private static final Pattern BLOCK = Pattern.compile("```xml\n(.*?)```", Pattern.DOTALL);
  private static final Pattern VERSION = Pattern.compile("<version>[^<]*</version>");

  @ParameterizedTest
  @ValueSource(strings = {"datasets", "graph", "serve", "train"})
  void aProjectOfItsOwnUsesTheModuleAsTheReadmeSays(String module) throws IOException {
    String artifact = "<artifactId>ple-" + module + "</artifactId>";
    assertThat(BLOCK.matcher(read("../README.md")).results().map(ReadmeTest::compact))
        .filteredOn(block -> block.contains(artifact))
        .singleElement()
        .satisfies(
            block ->
                assertThat(read("src/it/" + module + "-alone/pom.xml").replaceAll("\\s", ""))
                    .containsOnlyOnce("<groupId>io.github.ple4j</groupId>")
                    .contains(block));
  }

  private static String compact(MatchResult block) {
    String generic =
        VERSION.matcher(block.group(1)).replaceAll("<version>@project.version@</version>");
    return generic.replaceAll("\\s", "");
  }

  private static String read(String path) throws IOException {
    return Files.readString(Path.of(path), StandardCharsets.UTF_8);
  }
}

package io.github.ple4j.train.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ple4j.train.cli.LibraryState.Missing;
import io.github.ple4j.train.cli.LibraryState.Opened;
import io.github.ple4j.train.cli.LibraryState.Unusable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Really opens libraries. */
@EnabledOnOs(OS.LINUX)
class LibraryStateTest {
  @TempDir Path temporary;

  @Test
  void aLibraryOfTheSystemIsOpenedFromItsFile() {
    assertThat(LibraryState.open("libm.so.6"))
        .isInstanceOfSatisfying(
            Opened.class,
            opened ->
                assertThat(opened.file())
                    .hasValueSatisfying(
                        file -> assertThat(file.getFileName().toString()).startsWith("libm.so"))
                    .hasValueSatisfying(file -> assertThat(file).isRegularFile()));
  }

  @Test
  void aLibraryIsOpenedFromAPath() throws Exception {
    Path copy = temporary.toRealPath().resolve("libcudart.so.12");
    LibraryFiles.copyTo(copy);

    assertThat(LibraryState.open(copy.toString())).isEqualTo(new Opened(Optional.of(copy)));
  }

  @Test
  void aLibraryThatIsNowhereIsMissing() {
    assertThat(LibraryState.open("libnowhere.so.99")).isEqualTo(new Missing());
    assertThat(LibraryState.open(temporary.resolve("libnone.so").toString()))
        .isEqualTo(new Missing());
  }

  @Test
  void aFileThatIsNoLibraryIsUnusable() throws Exception {
    Path file = Files.writeString(temporary.resolve("libtext.so"), "not a library".repeat(100));

    assertThat(LibraryState.open(file.toString()))
        .isInstanceOfSatisfying(
            Unusable.class,
            unusable -> assertThat(unusable.reason()).contains("libtext.so", "invalid ELF header"));
  }
}

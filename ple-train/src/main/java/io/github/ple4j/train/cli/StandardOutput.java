package io.github.ple4j.train.cli;

import io.github.ple4j.train.TextBars;
import java.nio.charset.Charset;
import java.util.stream.Stream;

/** What standard output can show. */
final class StandardOutput {
  private StandardOutput() {}

  /** The first property is of Java 19 and later, the second of a terminal before. */
  static TextBars bars() {
    return TextBars.of(
        Stream.of("stdout.encoding", "sun.stdout.encoding")
            .map(System::getProperty)
            .filter(name -> name != null && Charset.isSupported(name))
            .findFirst()
            .map(Charset::forName)
            .orElse(Charset.defaultCharset()));
  }
}

package io.github.ple4j.train.cli;

import java.util.Locale;

/** Data sets that are prepared before use. */
enum PreparedName {
  ALI_CCP;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Of the command line. */
  static final class Parser extends EnumParser<PreparedName> {
    Parser() {
      super(PreparedName.class);
    }
  }
}

package io.github.ple4j.serve.server;

import java.util.OptionalInt;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a port: a number, 0 for none, {@code auto} for one that is free. */
final class PortParser implements ITypeConverter<OptionalInt> {
  @Override
  public OptionalInt convert(String text) {
    if (text.equals("auto")) {
      return OptionalInt.of(0);
    }
    if (text.matches("\\d{1,5}") && Integer.parseInt(text) <= 0xffff) {
      int port = Integer.parseInt(text);
      return port == 0 ? OptionalInt.empty() : OptionalInt.of(port);
    }
    throw new TypeConversionException("expected a port from 0 to 65535 or auto, found: " + text);
  }
}

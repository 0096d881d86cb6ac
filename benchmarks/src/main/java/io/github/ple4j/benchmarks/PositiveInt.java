package io.github.ple4j.benchmarks;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads numbers of which there must be one or more. */
final class PositiveInt implements ITypeConverter<Integer> {
  @Override
  public Integer convert(String text) {
    int value;
    try {
      value = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      value = 0;
    }
    if (value < 1) {
      throw new TypeConversionException("expected a whole number from 1 on, found: " + text);
    }
    return value;
  }
}

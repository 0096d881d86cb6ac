package io.github.ple4j.benchmarks;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads names of models that are measured. */
final class ModelName implements ITypeConverter<String> {
  @Override
  public String convert(String text) {
    if (!Models.names().contains(text)) {
      throw new TypeConversionException(
          "expected one of " + String.join(", ", Models.names()) + ", found: " + text);
    }
    return text;
  }
}

package io.github.ple4j.train.cli;

import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads names as they are shown, in any case, and says which there are. */
abstract class EnumParser<E extends Enum<E>> implements ITypeConverter<E> {
  private final Class<E> type;

  EnumParser(Class<E> type) {
    this.type = type;
  }

  @Override
  public E convert(String text) {
    return Arrays.stream(type.getEnumConstants())
        .filter(name -> name.toString().equalsIgnoreCase(text))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "expected one of "
                        + Arrays.toString(type.getEnumConstants())
                        + ", found: "
                        + text));
  }
}

package io.github.ple4j.serve.server;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files that a flag names. */
final class TextFormatFile {
  private TextFormatFile() {}

  static void read(Path file, Message.Builder into) {
    try {
      TextFormat.merge(text(file), into);
    } catch (TextFormat.ParseException e) {
      throw new ServeException(file + ":" + firstLine(e), e);
    }
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new ServeException(file + ": no such file", e);
    } catch (IOException e) {
      throw new ServeException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}

package io.github.ple4j.serve.server;

import java.nio.file.Path;

/** What a person who started the server has to know; the message is one line. */
final class ServeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ServeException(String message) {
    super(message);
  }

  ServeException(String message, Throwable cause) {
    super(message, cause);
  }

  /** What is wrong with a file, which is named once. */
  static ServeException of(Path file, Exception cause) {
    String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    return new ServeException(
        message.startsWith(file.toString()) ? message : file + ": " + message, cause);
  }
}

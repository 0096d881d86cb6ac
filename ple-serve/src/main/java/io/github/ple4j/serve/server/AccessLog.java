package io.github.ple4j.serve.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A line for each request, Apache's common log format with model, version and time after it:
 *
 * <pre>
 * 127.0.0.1 - - [31/Jan/2026:12:00:00 +0000] "POST /v1/models/m:predict" 200 84 m/1 1.204ms
 * 127.0.0.1 - - [31/Jan/2026:12:00:00 +0000] "GRPC Predict" OK - m/- 0.731ms
 * </pre>
 *
 * Thread-safe.
 */
final class AccessLog implements AutoCloseable {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT);

  private final Writer out;
  private final boolean owned; // and to be closed
  private boolean failed;

  private AccessLog(Writer out, boolean owned) {
    this.out = out;
    this.owned = owned;
  }

  static AccessLog none() {
    return new AccessLog(Writer.nullWriter(), true);
  }

  /** Appends to a file, or to standard error if it is named {@code -}. */
  static AccessLog open(String name) {
    if (name.equals("-")) {
      return new AccessLog(new BufferedWriter(new OutputStreamWriter(System.err, UTF_8)), false);
    }
    try {
      return new AccessLog(
          Files.newBufferedWriter(
              Path.of(name), UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
          true);
    } catch (NoSuchFileException e) {
      throw new ServeException("--access_log: no such directory: the one of " + name, e);
    } catch (IOException e) {
      throw new ServeException("--access_log: cannot write " + name + ": " + e.getMessage(), e);
    }
  }

  void write(
      String remote,
      String request,
      String status,
      String bytes,
      String model,
      String version,
      long nanos) {
    StringBuilder line = new StringBuilder(160);
    line.append(remote).append(" - - [");
    TIME.formatTo(ZonedDateTime.now(ZoneId.systemDefault()), line);
    line.append("] \"");
    escape(request, line);
    line.append("\" ").append(status).append(' ').append(bytes).append(' ');
    line.append(model.isEmpty() ? "-" : model).append('/').append(version).append(' ');
    line.append(nanos / 1_000_000).append('.');
    long micros = nanos / 1000 % 1000;
    line.append(micros < 10 ? "00" : micros < 100 ? "0" : "").append(micros).append("ms\n");
    write(line);
  }

  /** What a client sent must not look like lines of this log. */
  private static void escape(String text, StringBuilder to) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        to.append('\\').append(c);
      } else if (c < ' ' || c >= 0x7f) {
        to.append("\\u").append(String.format(Locale.ROOT, "%04x", (int) c));
      } else {
        to.append(c);
      }
    }
  }

  private synchronized void write(CharSequence line) {
    try {
      out.append(line).flush();
      failed = false;
    } catch (IOException e) {
      if (!failed) {
        System.err.println("the access log cannot be written: " + e.getMessage());
      }
      failed = true;
    }
  }

  @Override
  public synchronized void close() {
    try {
      out.flush();
      if (owned) {
        out.close();
      }
    } catch (IOException e) {
      System.err.println("the access log cannot be written: " + e.getMessage());
    }
  }
}

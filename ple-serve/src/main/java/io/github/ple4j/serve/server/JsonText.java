package io.github.ple4j.serve.server;

import java.util.Locale;

/** JSON as it grows: the caller sees to the order of what it writes. */
final class JsonText {
  private final StringBuilder text = new StringBuilder(1 << 12);
  private boolean follows;

  JsonText begin(char bracket) {
    comma();
    text.append(bracket);
    follows = false;
    return this;
  }

  JsonText end(char bracket) {
    text.append(bracket);
    follows = true;
    return this;
  }

  JsonText name(String name) {
    comma();
    quoted(name);
    text.append(':');
    follows = false;
    return this;
  }

  JsonText value(String value) {
    comma();
    quoted(value);
    return this;
  }

  JsonText value(long value) {
    comma();
    text.append(value);
    return this;
  }

  /** A finite number. */
  JsonText value(double value) {
    comma();
    text.append(value);
    return this;
  }

  JsonText value(boolean value) {
    comma();
    text.append(value);
    return this;
  }

  JsonText nothing() {
    comma();
    text.append("null");
    return this;
  }

  private void comma() {
    if (follows) {
      text.append(',');
    }
    follows = true;
  }

  private void quoted(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ') {
        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}

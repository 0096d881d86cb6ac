package io.github.ple4j.train.cli;

import io.github.ple4j.train.SignatureKind;
import java.util.Locale;

/** Signatures as the command names them. */
enum SignatureName {
  SERVING_DEFAULT(SignatureKind.SERVING_DEFAULT),
  ENCODED(SignatureKind.ENCODED),
  TF_EXAMPLE(SignatureKind.TF_EXAMPLE),
  GATES(SignatureKind.GATES);

  private final SignatureKind kind;

  SignatureName(SignatureKind kind) {
    this.kind = kind;
  }

  SignatureKind kind() {
    return kind;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Of the command line. */
  static final class Parser extends EnumParser<SignatureName> {
    Parser() {
      super(SignatureName.class);
    }
  }
}

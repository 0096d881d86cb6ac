package io.github.ple4j.train;

import java.util.Locale;

/** The ways into an exported model. */
public enum SignatureKind {
  /** Raw features by name; always there. */
  SERVING_DEFAULT,
  /** Ids and floats, already encoded, in two tensors. */
  ENCODED,
  /** Serialized {@code tf.Example}s; needs a runtime that has ParseExampleV2. */
  TF_EXAMPLE,
  /** Raw features, and every gate's weights in place of predictions; absent where no gate is. */
  GATES;

  /** The signature's name in the model. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}

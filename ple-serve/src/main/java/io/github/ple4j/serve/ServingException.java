package io.github.ple4j.serve;

/**
 * A request that is refused before a model sees it, or an answer that cannot be given; the message
 * is the text that TensorFlow Serving has for it, where it has one.
 */
public final class ServingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final StatusCode code;

  /** A refusal. */
  public ServingException(StatusCode code, String message) {
    super(
        message, null, false,
        false); // Where it was refused is no use, and costs more than the rest.
    this.code = code;
  }

  /** A request that is wrong. */
  public static ServingException invalid(String message) {
    return new ServingException(StatusCode.INVALID_ARGUMENT, message);
  }

  /** Whose fault it is. */
  public StatusCode code() {
    return code;
  }
}

package io.github.ple4j.graph;

/**
 * A model spec that cannot be built. The message begins with the path of the offending field, such
 * as {@code ple.levels[1].task_experts}, and says what was expected and what was found.
 */
public final class SpecException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception whose message is {@code path: problem}. */
  public SpecException(String path, String problem) {
    super(path + ": " + problem);
  }
}

package io.github.ple4j.serve.rest;

import java.util.Optional;

/** Further pages of a server, such as its metrics. Called by many threads. */
public interface RestPages {
  /**
   * The page for a {@code GET}.
   *
   * @param path as it came, such as {@code /monitoring/prometheus/metrics}; without the query
   * @return empty if there is none of that path here
   */
  Optional<RestPage> page(String path);

  /** Whether a page is for those only who bring the server's token, if it has one. */
  default boolean needsToken(String path) {
    return true;
  }
}

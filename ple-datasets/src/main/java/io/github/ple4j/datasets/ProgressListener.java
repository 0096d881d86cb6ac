package io.github.ple4j.datasets;

import java.util.OptionalLong;

/** Hears how far a download is. Called on the downloading thread, so it should be quick. */
@FunctionalInterface
public interface ProgressListener {

  /** {@code bytes} have arrived, of {@code total} if the server tells. */
  void progress(long bytes, OptionalLong total);
}

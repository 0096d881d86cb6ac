package io.github.ple4j.datasets;

/**
 * Hears how far a preparation is, now from one thread and now from another, one at a time. To end
 * the preparation, throw from here; what was written is deleted then.
 */
@FunctionalInterface
public interface PreparationListener {

  /**
   * Tells of progress.
   *
   * @param stage what is being done, such as {@code reading sample_skeleton_train.csv}
   * @param bytes of the source files that have been read
   * @param total bytes of the source files, compressed ones as they are
   */
  void progress(String stage, long bytes, long total);
}

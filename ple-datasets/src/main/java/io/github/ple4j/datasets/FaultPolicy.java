package io.github.ple4j.datasets;

/** What to do about lines that are not as they should be. */
public enum FaultPolicy {
  /** End, naming the first of them. */
  FAIL,
  /** Leave them out and count them, up to a bound. */
  SKIP
}

package io.github.ple4j.datasets;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.core.source64.SplitMix64;
import org.apache.commons.rng.core.source64.XoShiRo256PlusPlus;

/** Random generators as a function of a seed and of what they are for. */
final class Seeds {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private Seeds() {}

  /** A generator of its own for every pair of seed and stream. */
  static UniformRandomProvider generator(long seed, long stream) {
    SplitMix64 state = new SplitMix64(mix(mix(seed) + GOLDEN_GAMMA * stream));
    return new XoShiRo256PlusPlus(state.next(), state.next(), state.next(), state.next());
  }

  /**
   * Stafford's variant 13 of the 64-bit finaliser, after a step that keeps 0 from staying 0. It
   * stands between a stream's number and {@link SplitMix64}, whose sequences would else overlap for
   * neighbouring streams.
   */
  static long mix(long value) {
    long mixed = value + GOLDEN_GAMMA;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}

package io.github.ple4j.serve;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Maps;

/** Which of the versions that lie in a model's directory are served. */
public sealed interface VersionPolicy {
  /** The {@code count} newest. */
  record Latest(int count) implements VersionPolicy {
    /** Checks that it is at least one. */
    public Latest {
      if (count < 1) {
        throw new IllegalArgumentException("the number of versions must be positive: " + count);
      }
    }

    @Override
    public <T> ImmutableSortedMap<Long, T> wanted(ImmutableSortedMap<Long, T> versions) {
      return versions.size() <= count
          ? versions
          : versions.tailMap(versions.keySet().asList().get(versions.size() - count), true);
    }
  }

  /** All of them. */
  record All() implements VersionPolicy {
    @Override
    public <T> ImmutableSortedMap<Long, T> wanted(ImmutableSortedMap<Long, T> versions) {
      return versions;
    }
  }

  /** Those, where they are there. */
  record Specific(ImmutableSortedSet<Long> versions) implements VersionPolicy {
    /** Checks that there is at least one, and none is negative. */
    public Specific {
      if (versions.isEmpty()) {
        throw new IllegalArgumentException("no versions are named");
      }
      if (versions.first() < 0) {
        throw new IllegalArgumentException("versions must not be negative: " + versions.first());
      }
    }

    @Override
    public <T> ImmutableSortedMap<Long, T> wanted(ImmutableSortedMap<Long, T> there) {
      return ImmutableSortedMap.copyOf(Maps.filterKeys(there, versions::contains));
    }
  }

  /**
   * Those of some versions that are served.
   *
   * @param versions by number
   */
  <T> ImmutableSortedMap<Long, T> wanted(ImmutableSortedMap<Long, T> versions);
}

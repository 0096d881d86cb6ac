package io.github.ple4j.serve;

import com.google.common.collect.ImmutableSortedMap;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A model to serve.
 *
 * @param name by which requests name it: letters, digits, {@code _}, {@code .} and {@code -}
 * @param directory with the versions, {@code <directory>/<number>}
 * @param policy which of them are served
 * @param labels names of versions, such as {@code canary}, of the same characters
 */
public record ModelConfiguration(
    String name, Path directory, VersionPolicy policy, ImmutableSortedMap<String, Long> labels) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+");

  /**
   * Checks the names.
   *
   * @throws IllegalArgumentException if the name or a label is not allowed, or a version negative
   */
  public ModelConfiguration {
    checkName("name", name);
    labels.forEach(
        (label, version) -> {
          checkName("label", label);
          if (version < 0) {
            throw new IllegalArgumentException(
                "the version of the label " + Quoted.text(label) + " is negative: " + version);
          }
        });
  }

  private static void checkName(String what, String name) {
    if (!NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
      throw new IllegalArgumentException(
          "expected a " + what + " of letters, digits, _ . and -, found " + Quoted.text(name));
    }
  }

  /** The newest version of a directory, without labels. */
  public static ModelConfiguration of(String name, Path directory) {
    return new ModelConfiguration(
        name, directory, new VersionPolicy.Latest(1), ImmutableSortedMap.of());
  }
}

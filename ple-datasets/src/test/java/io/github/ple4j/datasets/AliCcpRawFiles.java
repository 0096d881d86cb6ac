package io.github.ple4j.datasets;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Small files of Ali-CCP's shape: users 1 to 20, each with three samples of train and one of test.
 */
final class AliCcpRawFiles {
  static final int USERS = 20;

  final List<String> trainSkeleton = new ArrayList<>();
  final List<String> trainCommon = new ArrayList<>();
  final List<String> testSkeleton = new ArrayList<>();
  final List<String> testCommon = new ArrayList<>();

  AliCcpRawFiles() {
    for (int user = 1; user <= USERS; user++) {
      String common =
          common(user, "101", 1000 + user, "1.0", "109_14", 50, "0.6931", "109_14", 51, "1.5");
      trainCommon.add(common);
      testCommon.add(common);
      for (int sample = 0; sample < 3; sample++) {
        trainSkeleton.add(item(user * 10 + sample, sample == 2 ? 1 : 0, 0, user, 200 + user % 2));
      }
      testSkeleton.add(item(user * 10 + 9, user % 2, user % 2, user, 201));
    }
  }

  /** A skeleton line with an item, a category, and a position. */
  static String item(int sample, int click, int conversion, int user, int item) {
    return skeleton(
        sample, click, conversion, user, "205", item, "1.0", "301", 7, "1.0", "206", 60, "1.0");
  }

  /** A skeleton line of triples FIELD, ID, VALUE. */
  static String skeleton(int sample, int click, int conversion, int user, Object... triples) {
    return "%d,%d,%d,%016x,%d,%s"
        .formatted(sample, click, conversion, user, triples.length / 3, features(triples));
  }

  static String common(int user, Object... triples) {
    return "%016x,%d,%s".formatted(user, triples.length / 3, features(triples));
  }

  static String features(Object... triples) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < triples.length; i += 3) {
      text.append(i == 0 ? "" : "\u0001")
          .append(triples[i])
          .append('\u0002')
          .append(triples[i + 1])
          .append('\u0003')
          .append(triples[i + 2]);
    }
    return text.toString();
  }

  /** Writes the four files. */
  Path write(Path directory) throws IOException {
    Files.createDirectories(directory);
    write(directory.resolve("sample_skeleton_train.csv"), trainSkeleton);
    write(directory.resolve("common_features_train.csv"), trainCommon);
    write(directory.resolve("sample_skeleton_test.csv"), testSkeleton);
    write(directory.resolve("common_features_test.csv"), testCommon);
    return directory;
  }

  private static void write(Path file, List<String> lines) throws IOException {
    Files.writeString(file, String.join("\n", lines) + "\n", ISO_8859_1);
  }
}

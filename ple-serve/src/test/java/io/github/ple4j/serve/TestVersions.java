package io.github.ple4j.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** A directory with versions of a model that multiplies by a factor. */
final class TestVersions {
  private final Path directory;

  TestVersions(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
  }

  /** Looks every 20 ms, and tries a load twice more. */
  static ModelsOptions options() {
    return ModelsOptions.defaults()
        .withPollInterval(Duration.ofMillis(20))
        .withLoadRetries(2, Duration.ofMillis(30));
  }

  Path directory() {
    return directory;
  }

  Path path(long version) {
    return directory.resolve(Long.toString(version));
  }

  /** A version whose factor is its number. */
  void add(long version) throws IOException {
    add(version, (float) version);
  }

  /** Writes a version aside, then renames it. */
  void add(long version, float factor) throws IOException {
    Path aside = directory.resolve("." + version + ".tmp");
    write(aside, factor);
    Files.move(aside, path(version));
  }

  /** A version without its variables. */
  void addBroken(long version) throws IOException {
    Path aside = directory.resolve("." + version + ".tmp");
    write(aside, (float) version);
    Files.delete(aside.resolve("variables/variables.index"));
    Files.move(aside, path(version));
  }

  /** A copy of a version that was written elsewhere. */
  void addCopy(long version, Path original) throws IOException {
    Path aside = directory.resolve("." + version + ".tmp");
    try (Stream<Path> files = Files.walk(original)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, aside.resolve(original.relativize(file).toString()));
      }
    }
    Files.move(aside, path(version));
  }

  static void write(Path path, float factor) {
    try (TestModel model = new TestModel()) {
      Operand<TFloat32> x = model.placeholder(TFloat32.class, Shape.of(-1));
      Operand<TFloat32> slope = model.variable("slope", Shape.scalar(), factor);
      model
          .input("serving_default", "x", x)
          .output("serving_default", "y", model.tf().math.mul(x, slope))
          .write(path);
    }
  }

  void remove(long version) throws IOException {
    Path aside = directory.resolve("." + version + ".removed");
    Files.move(path(version), aside);
    MoreFiles.deleteRecursively(aside, RecursiveDeleteOption.ALLOW_INSECURE);
  }

  /** What a version answers to 1, which is its factor. */
  static float factor(ModelLease lease) {
    return lease.predict("serving_default", Map.of("x", Column.floats(1)), Set.of(), Long.MAX_VALUE)
        .floats("y")[0];
  }

  /** Waits until something is so. */
  static void await(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("time").isLessThan(end);
      Thread.sleep(2);
    }
  }

  static String state(Iterable<VersionStatus> statuses) {
    StringBuilder text = new StringBuilder();
    for (VersionStatus status : statuses) {
      text.append(text.length() == 0 ? "" : " ").append(status.version()).append(':');
      text.append(status.state()).append(status.error().map(error -> "!" + error).orElse(""));
    }
    return text.toString();
  }

  /** Remembers what it is told. */
  static final class Recorder implements ServingListener {
    final List<String> changes = new CopyOnWriteArrayList<>();
    final List<String> problems = new CopyOnWriteArrayList<>();
    final List<String> failures = new CopyOnWriteArrayList<>();
    final List<String> predictions = new CopyOnWriteArrayList<>();

    @Override
    public void changed(String model, VersionStatus status) {
      changes.add(model + " " + state(List.of(status)));
    }

    @Override
    public void loadFailed(
        String model,
        long version,
        PredictorException.Category category,
        String message,
        boolean givenUp) {
      failures.add(model + " " + version + " " + category + " " + (givenUp ? "given up" : "again"));
    }

    @Override
    public void withoutVersions(String model, String problem) {
      problems.add(model + " " + problem);
    }

    @Override
    public void configured(Path file) {
      problems.add("configured");
    }

    @Override
    public void refused(Path file, String problem) {
      problems.add("refused " + problem);
    }

    @Override
    public void predicted(
        String model,
        long version,
        String signature,
        long rows,
        long queueNanos,
        long runNanos,
        Optional<PredictorException.Category> error) {
      predictions.add(model + " " + version + " " + signature + " " + rows + " " + error);
    }
  }
}

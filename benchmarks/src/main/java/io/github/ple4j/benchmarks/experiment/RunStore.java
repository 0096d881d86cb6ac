package io.github.ple4j.benchmarks.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.TextFormat;
import io.github.ple4j.train.RunDirectory;
import io.github.ple4j.train.RunException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The finished runs of a directory: each in a file of its own below {@code store/}, and those that
 * were collected into {@code NAME.runs.textproto}. Several processes may share it: what one has
 * claimed no other gets. Thread-safe.
 */
final class RunStore {
  static final String COLLECTED = ".runs.textproto";
  private static final String FILE = "run.textproto";

  private final Path directory;
  private final Path store;
  private final Map<RunKey, Run> finished = new ConcurrentHashMap<>();

  private RunStore(Path directory) {
    this.directory = directory;
    this.store = directory.resolve("store");
  }

  /**
   * Opens a directory, which is made where absent.
   *
   * @throws ExperimentException if it cannot be read, or a file in it is no run
   */
  static RunStore open(Path directory) {
    RunStore runs = new RunStore(directory);
    try {
      Files.createDirectories(directory);
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + COLLECTED)) {
        for (Path file : files) {
          Runs.Builder collected = Runs.newBuilder();
          merge(file, collected);
          collected.getRunsList().forEach(run -> runs.finished.put(run.getKey(), run));
        }
      }
    } catch (IOException e) {
      throw RunException.unwritable(directory, e);
    }
    return runs;
  }

  /** A finished run, if there is one in this store by now. */
  Optional<Run> find(RunKey key) {
    Run known = finished.get(key);
    if (known != null) {
      return Optional.of(known);
    }
    Path file = place(key).resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Run.Builder run = Run.newBuilder();
    try {
      merge(file, run);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new ExperimentException(file + ": expected a finished run, found " + e, e);
    }
    if (!run.getKey().equals(key)) {
      throw new ExperimentException(
          file + ": expected the run of this key, found another; delete it");
    }
    finished.put(key, run.build());
    return Optional.of(run.build());
  }

  /** All finished runs that have been looked at or collected. */
  ImmutableList<Run> known() {
    return ImmutableList.copyOf(finished.values());
  }

  /** A run that nobody else does meanwhile. */
  final class Claim implements AutoCloseable {
    private final RunDirectory place;

    private Claim(RunDirectory place) {
      this.place = place;
    }

    /** Keeps the finished run. */
    void finish(Run run) {
      place.write(FILE, TextFormat.printer().escapingNonAscii(false).printToString(run));
      finished.put(run.getKey(), run);
    }

    @Override
    public void close() {
      place.close();
    }
  }

  /** Claims a run; empty if somebody else has it, or has just finished it. */
  Optional<Claim> claim(RunKey key) {
    try {
      Files.createDirectories(store);
    } catch (IOException e) {
      throw RunException.unwritable(store, e);
    }
    if (!Files.isWritable(store)) {
      throw new ExperimentException(store + ": expected a directory that can be written to");
    }
    RunDirectory place;
    try {
      place = RunDirectory.resume(place(key));
    } catch (RunException e) {
      return Optional.empty(); // held by another thread or process
    }
    if (find(key).isPresent()) {
      place.close();
      return Optional.empty();
    }
    return Optional.of(new Claim(place));
  }

  /** Writes runs into {@code NAME.runs.textproto}. */
  void collect(String name, Iterable<Run> runs) {
    Runs all = Runs.newBuilder().addAllRuns(runs).build();
    write(name + COLLECTED, TextFormat.printer().escapingNonAscii(false).printToString(all));
  }

  /** Writes a file beside the runs; it is whole or not there. */
  void write(String name, String content) {
    Path file = directory.resolve(name);
    try {
      Path aside = Files.createTempFile(directory, ".", ".tmp");
      try {
        Files.writeString(aside, content, UTF_8);
        Files.setPosixFilePermissions(
            aside, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(aside, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(aside);
      }
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
  }

  private Path place(RunKey key) {
    return store.resolve(key.getSystem() + "-" + digest(key));
  }

  /** Half a SHA-256 of a key's fields. */
  static String digest(RunKey key) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      out.useDeterministicSerialization(); // of maps
      key.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Hashing.sha256().hashBytes(bytes.toByteArray()).toString().substring(0, 32);
  }

  private static void merge(Path file, com.google.protobuf.Message.Builder message)
      throws IOException {
    try {
      TextFormat.merge(Files.readString(file), message);
    } catch (TextFormat.ParseException e) {
      throw new ExperimentException(file + ":" + e.getMessage() + "; delete the file", e);
    }
  }

  /** Finished runs by key, of those that are there. */
  Map<RunKey, Run> find(Iterable<RunKey> keys) {
    Map<RunKey, Run> found = new LinkedHashMap<>();
    keys.forEach(key -> find(key).ifPresent(run -> found.put(key, run)));
    return found;
  }
}

package io.github.ple4j.benchmarks.experiment;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.github.ple4j.train.RunDirectory;
import io.github.ple4j.train.RunException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
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
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new ExperimentException(
          directory + ": expected a directory, found a file; name another with --out");
    }
    try {
      Files.createDirectories(directory);
      try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + COLLECTED)) {
        for (Path file : files) {
          read(file).forEach(run -> runs.finished.put(run.getKey(), run));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new ExperimentException(
          directory + ": expected a directory that can be made or read, found: " + e, e);
    }
    return runs;
  }

  /** A finished run, if there is one in this store by now. */
  Optional<Run> find(RunKey key) {
    Run known = finished.get(key);
    if (known != null) {
      return Optional.of(known);
    }
    Path file = store.resolve(place(key)).resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Run.Builder run = Run.newBuilder();
    try {
      merge(file, run, "; delete the file");
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

  /**
   * Claims a run; empty if somebody else has it, or has just finished it.
   *
   * @throws RunException if its directory cannot be written to
   */
  Optional<Claim> claim(RunKey key) {
    Optional<RunDirectory> held = RunDirectory.tryResume(store.resolve(place(key)));
    if (held.isEmpty()) {
      return Optional.empty();
    }
    RunDirectory place = held.get();
    boolean free = false;
    try {
      free = find(key).isEmpty();
    } finally {
      if (!free) {
        place.close();
      }
    }
    return free ? Optional.of(new Claim(place)) : Optional.empty();
  }

  /**
   * Writes runs into {@code NAME.runs.textproto}, and after them those that are there and not among
   * them, of an experiment that was declared otherwise.
   */
  void collect(String name, Iterable<Run> runs) {
    Map<RunKey, Run> all = new LinkedHashMap<>();
    runs.forEach(run -> all.put(run.getKey(), run));
    Path file = directory.resolve(name + COLLECTED);
    if (Files.exists(file)) {
      read(file).forEach(run -> all.putIfAbsent(run.getKey(), run));
    }
    Runs collected = Runs.newBuilder().addAllRuns(all.values()).build();
    write(name + COLLECTED, TextFormat.printer().escapingNonAscii(false).printToString(collected));
  }

  private static List<Run> read(Path file) {
    Runs.Builder collected = Runs.newBuilder();
    try {
      merge(file, collected, "");
    } catch (IOException e) {
      throw new ExperimentException(file + ": expected runs that can be read, found " + e, e);
    }
    return collected.getRunsList();
  }

  /** Writes a file beside the runs; it is whole or not there. */
  void write(String name, String content) {
    WholeFile.write(directory.resolve(name), content);
  }

  /** Name of the directory of a run. */
  static String place(RunKey key) {
    return key.getSystem() + "-" + digest(key);
  }

  /** Half a SHA-256 of a key's fields. */
  private static String digest(RunKey key) {
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

  private static void merge(Path file, Message.Builder message, String advice) throws IOException {
    try {
      TextFormat.merge(Files.readString(file), message);
    } catch (TextFormat.ParseException e) {
      throw new ExperimentException(file + ":" + e.getMessage() + advice, e);
    }
  }

  /** Finished runs by key, of those that are there. */
  Map<RunKey, Run> find(Iterable<RunKey> keys) {
    Map<RunKey, Run> found = new LinkedHashMap<>();
    keys.forEach(key -> find(key).ifPresent(run -> found.put(key, run)));
    return found;
  }
}

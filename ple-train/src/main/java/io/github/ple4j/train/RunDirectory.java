package io.github.ple4j.train;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The directory into which one run writes its files. It is locked until closed, so that no other
 * run, in this process or another, writes there. A file appears under its name only once it is
 * complete and on disk. Not thread-safe.
 */
public final class RunDirectory implements AutoCloseable {

  /** The file whose presence says that a directory holds a run. */
  static final String MANIFEST = "manifest.json";

  private static final String LOCK = ".lock";
  private static final Pattern VISIBLE =
      Pattern.compile("[^./\\\\][^/\\\\]*(/[^./\\\\][^/\\\\]*)*");
  private static final String ANOTHER = "name another directory with --out";

  /**
   * The directories that this process writes to. Closing any channel to a lock file may release the
   * process's lock on it, so a held lock file must not be opened again.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final Path realPath;
  private final FileChannel lock;

  private RunDirectory(Path path, Path realPath, FileChannel lock) {
    this.path = path;
    this.realPath = realPath;
    this.lock = lock;
  }

  /**
   * Creates the directory, and its parents, where it is absent, and locks it.
   *
   * @throws RunException if it holds a run, is locked, is a file, or cannot be written to
   */
  public static RunDirectory create(Path directory) {
    return open(directory, false);
  }

  /**
   * Locks a directory that holds a run which has been stopped, to go on with it; one without a run
   * is created as by {@link #create}.
   *
   * @throws RunException if it is locked, is a file, or cannot be written to
   */
  public static RunDirectory resume(Path directory) {
    return open(directory, true);
  }

  /**
   * As {@link #resume}, but empty if another run, of this process or another, has it locked.
   *
   * @throws RunException if it is a file, or cannot be written to
   */
  public static Optional<RunDirectory> tryResume(Path directory) {
    try {
      return Optional.of(open(directory, true));
    } catch (HeldDirectoryException e) {
      return Optional.empty();
    }
  }

  /** Whether a run has been begun here. */
  public boolean holdsRun() {
    return Files.exists(path.resolve(MANIFEST));
  }

  private static RunDirectory open(Path directory, boolean resume) {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      throw new RunException(directory + ": expected a directory, found a file; " + ANOTHER);
    }
    try {
      createDirectories(directory);
      if (!resume
          && Files.exists(directory.resolve(MANIFEST))
          && !Files.exists(directory.resolve(LOCK))) {
        throw holdsRun(directory);
      }
      Path realPath = directory.toRealPath();
      if (!HELD.add(realPath)) {
        throw new HeldDirectoryException(
            directory + ": this process is writing a run there; " + ANOTHER);
      }
      RunDirectory created = null;
      try {
        created = new RunDirectory(directory, realPath, lock(directory));
      } finally {
        if (created == null) {
          HELD.remove(realPath);
        }
      }
      if (!resume && Files.exists(directory.resolve(MANIFEST))) {
        created.close();
        throw holdsRun(directory);
      }
      return created;
    } catch (IOException e) {
      throw new RunException(
          directory
              + ": expected a directory that can be created and written to, found: "
              + RunException.reason(e)
              + "; "
              + ANOTHER,
          e);
    }
  }

  /** The directory, as it was named. */
  public Path path() {
    return path;
  }

  /** Writes a text file as UTF-8; see {@link #write(String, byte[])}. */
  public void write(String name, String content) {
    write(name, content.getBytes(UTF_8));
  }

  /**
   * Writes a file, in place of one of that name. Whatever happens, the file has its old content or
   * the new, and nothing else is left.
   *
   * @param name of a file, relative to the directory; its parents are created where absent
   * @throws RunException if the file cannot be written
   */
  public void write(String name, byte[] content) {
    checkState(lock.isOpen(), "the run directory is closed: %s", path);
    checkArgument(
        VISIBLE.matcher(name).matches(),
        "expected a relative name of which no part starts with a dot, found %s",
        name);
    Path file = path.resolve(name);
    Path parent = file.resolveSibling("");
    Path aside = file.resolveSibling("." + file.getFileName() + ".tmp");
    try {
      createDirectories(parent);
      try {
        writeThrough(aside, content);
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(aside);
      }
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
    flush(parent);
  }

  /**
   * Removes a file or a directory with all that is in it, if it is there.
   *
   * @param name relative to the directory, without parts that start with a dot
   * @throws RunException if it cannot be removed
   */
  void remove(String name) {
    checkState(lock.isOpen(), "the run directory is closed: %s", path);
    checkArgument(VISIBLE.matcher(name).matches(), "expected a relative name, found %s", name);
    Path place = path.resolve(name);
    if (!Files.exists(place, NOFOLLOW_LINKS)) {
      return;
    }
    try {
      MoreFiles.deleteRecursively(place, RecursiveDeleteOption.ALLOW_INSECURE);
    } catch (IOException e) {
      throw new RunException(place + ": cannot be removed: " + RunException.reason(e), e);
    }
  }

  /** Unlocks the directory. Closing twice is harmless. */
  @Override
  public void close() {
    if (!lock.isOpen()) {
      return;
    }
    try (lock) {
      // While the lock is held: whoever locks the deleted file finds that it is not the one in the
      // directory.
      Files.deleteIfExists(path.resolve(LOCK));
    } catch (IOException e) {
      throw new RunException(
          path.resolve(LOCK) + ": cannot be removed: " + RunException.reason(e), e);
    } finally {
      HELD.remove(realPath);
    }
  }

  private static void createDirectories(Path directory) throws IOException {
    // A link to a directory is one, which Files.createDirectories denies before Java 19.
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
    }
  }

  private static FileChannel lock(Path directory) throws IOException {
    Path file = directory.resolve(LOCK);
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException e) {
      // Left by a run that was killed, or locked: the lock tells.
    }
    FileChannel locked = null;
    FileChannel channel = null;
    try {
      Object before = identity(file);
      channel = FileChannel.open(file, WRITE);
      if (channel.tryLock() != null && Objects.equals(before, identity(file))) {
        locked = channel;
      }
    } catch (OverlappingFileLockException | NoSuchFileException e) {
      // Locked after all, or removed by the run that has just ended there.
    } finally {
      if (channel != null && locked == null) {
        channel.close();
      }
    }
    if (locked == null) {
      throw new HeldDirectoryException(
          directory + ": another process is writing a run there; wait for its end, or " + ANOTHER);
    }
    return locked;
  }

  /** Distinguishes a file from a later one of its name, where the platform can tell. */
  private static @Nullable Object identity(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private static void writeThrough(Path file, byte[] content) throws IOException {
    try (FileChannel channel = FileChannel.open(file, CREATE, TRUNCATE_EXISTING, WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  /** Makes a rename last through a power cut. Not every platform opens directories. */
  private static void flush(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, READ)) {
      channel.force(true);
    } catch (IOException e) {
      // The file is complete either way.
    }
  }

  private static RunException holdsRun(Path directory) {
    return new RunException(
        directory + ": holds a run already; go on with it by --resume, or " + ANOTHER);
  }
}

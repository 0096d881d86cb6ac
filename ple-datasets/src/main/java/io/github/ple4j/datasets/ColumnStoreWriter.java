package io.github.ple4j.datasets;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Makes a {@link ColumnStore}. Columns are written into {@code DIRECTORY.partial}, which becomes
 * the directory once the store is complete, and is deleted where it does not. One process at a time
 * writes it; what a killed one left there is deleted by the next. Methods are for one thread; the
 * writers of columns for many.
 */
final class ColumnStoreWriter implements AutoCloseable {
  private static final String LOCK = ".lock";
  private static final int PART = 1 << 20;

  private final Path directory;
  private final Path partial;
  private final FileChannel lock;
  private final Map<String, ColumnType> types = new TreeMap<>();
  private final Map<String, ColumnWriter> writers = new TreeMap<>();
  private boolean complete;

  private ColumnStoreWriter(Path directory, Path partial, FileChannel lock) {
    this.directory = directory;
    this.partial = partial;
    this.lock = lock;
  }

  /**
   * Begins a store, in a directory that does not exist yet or is empty.
   *
   * @throws DataException if there is something of that name, another process is writing it, or it
   *     cannot be written
   */
  static ColumnStoreWriter create(Path directory) {
    Path target = directory.toAbsolutePath().normalize();
    if (Files.exists(target) && !isEmptyDirectory(target)) {
      throw new DataException(
          directory
              + ": expected a new directory to prepare the data in, found "
              + (ColumnStore.isStore(target) ? "data that are prepared" : "something else")
              + "; choose another, or delete it");
    }
    Path partial = target.resolveSibling(target.getFileName() + ".partial");
    try {
      Files.createDirectories(partial);
      FileChannel lock = lock(partial);
      deleteContents(partial);
      return new ColumnStoreWriter(target, partial, lock);
    } catch (IOException e) {
      throw unwritable(directory, e);
    }
  }

  private static FileChannel lock(Path partial) throws IOException {
    FileChannel channel =
        FileChannel.open(
            partial.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // held by this process
    }
    if (lock == null) {
      channel.close();
      throw new DataException(
          partial + ": expected no other process that prepares data here, found one");
    }
    return channel;
  }

  /** Begins a column. */
  ColumnWriter column(String name, ColumnType type) {
    try {
      ColumnWriter writer = new ColumnWriter(ColumnStore.file(partial, name), type);
      types.put(name, type);
      writers.put(name, writer);
      return writer;
    } catch (IOException e) {
      throw unwritable(directory, e);
    }
  }

  /** Writes the first of some ints as a whole column. */
  void column(String name, int[] values, int count) throws IOException {
    ColumnWriter writer = column(name, ColumnType.INT32);
    ColumnBuffer buffer = new ColumnBuffer(Math.max(1, Math.min(count, PART)) * Integer.BYTES);
    for (int from = 0; from < count; from += PART) {
      for (int i = from; i < Math.min(count, from + PART); i++) {
        buffer.addInt(values[i]);
      }
      writer.append(buffer.bytes());
      buffer.clear();
    }
    writer.complete();
  }

  /** Maps a column whose parts are all written. */
  MappedColumn map(String name, boolean writable) throws IOException {
    ColumnWriter writer = writer(name);
    return MappedColumn.open(
        ColumnStore.file(partial, name), type(name), writer.elements(), writable);
  }

  /** Removes a column that is not to stay. */
  void remove(String name) throws IOException {
    writer(name).close();
    writers.remove(name);
    types.remove(name);
    Files.delete(ColumnStore.file(partial, name));
  }

  /**
   * Completes the store.
   *
   * @param manifest but for version and columns
   * @param workers read the columns for their checksums
   */
  void complete(StoreManifest.Builder manifest, Workers workers) throws IOException {
    List<String> names = List.copyOf(writers.keySet());
    StoreColumn[] columns = new StoreColumn[names.size()];
    workers.run(names.size(), i -> columns[i] = described(names.get(i)));
    manifest.setVersion(ColumnStore.VERSION).clearColumns().addAllColumns(List.of(columns));
    String text = TextFormat.printer().escapingNonAscii(false).printToString(manifest.build());
    write(partial.resolve(ColumnStore.MANIFEST), text);
    write(partial.resolve(ColumnStore.MARKER), ColumnStore.sha256(text) + "\n");
    Files.deleteIfExists(partial.resolve(LOCK));
    Files.move(partial, directory, StandardCopyOption.ATOMIC_MOVE);
    complete = true;
  }

  private StoreColumn described(String name) throws IOException {
    return StoreColumn.newBuilder()
        .setName(name)
        .setType(type(name).stored())
        .setElements(writer(name).elements())
        .setCrc32C(map(name, /* writable= */ false).checksum())
        .build();
  }

  /** Deletes what was written, unless the store is complete. */
  @Override
  public void close() throws IOException {
    try (lock) {
      for (ColumnWriter writer : writers.values()) {
        writer.close();
      }
      if (!complete) {
        deleteContents(partial);
        Files.deleteIfExists(partial.resolve(LOCK));
        Files.deleteIfExists(partial);
      }
    }
  }

  static DataException unwritable(Path directory, IOException e) {
    return new DataException(
        directory + ": expected a directory that can be written to, found: " + e, e);
  }

  private ColumnWriter writer(String name) {
    ColumnWriter writer = writers.get(name);
    if (writer == null) {
      throw new IllegalArgumentException("no column " + name);
    }
    return writer;
  }

  private ColumnType type(String name) {
    ColumnType type = types.get(name);
    if (type == null) {
      throw new IllegalArgumentException("no column " + name);
    }
    return type;
  }

  private static void write(Path file, String text) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private static boolean isEmptyDirectory(Path directory) {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    } catch (IOException e) {
      throw unwritable(directory, e);
    }
  }

  /** Deletes all but the lock. */
  private static void deleteContents(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(directory) && !path.equals(directory.resolve(LOCK))) {
          Files.delete(path);
        }
      }
    }
  }
}

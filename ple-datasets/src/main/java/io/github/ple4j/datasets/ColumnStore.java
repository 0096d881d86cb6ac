package io.github.ple4j.datasets;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.ObjLongConsumer;

/**
 * A directory of columns in NumPy's {@code .npy} format, to be mapped into memory: numpy reads any
 * of them with {@code numpy.load(file, mmap_mode="r")}. A multi-valued column is two or three
 * files: {@code NAME.offsets}, of one element more than there are rows, {@code NAME}, and where
 * values have weights {@code NAME.weights}.
 *
 * <p>{@code manifest.textproto} names the columns with their lengths and checksums, what they were
 * made from and with. {@code COMPLETE}, written last, has the manifest's SHA-256. Immutable and
 * thread-safe.
 */
public final class ColumnStore {

  static final int VERSION = 1;
  static final String MANIFEST = "manifest.textproto";
  static final String MARKER = "COMPLETE";

  private final Path directory;
  private final StoreManifest manifest;
  private final ImmutableMap<String, StoreColumn> columns;

  private ColumnStore(Path directory, StoreManifest manifest) {
    this.directory = directory;
    this.manifest = manifest;
    columns =
        manifest.getColumnsList().stream()
            .collect(ImmutableMap.toImmutableMap(StoreColumn::getName, column -> column));
  }

  /** Whether a directory is a store, or was to become one. */
  public static boolean isStore(Path directory) {
    return Files.exists(directory.resolve(MANIFEST)) || Files.exists(directory.resolve(MARKER));
  }

  /**
   * Opens a store, after a look at every column's length.
   *
   * @throws DataException if it is none, is incomplete, is of another version, or a column is not
   *     as the manifest says
   */
  public static ColumnStore open(Path directory) {
    Path manifestFile = directory.resolve(MANIFEST);
    String text = read(manifestFile, "a directory that was prepared");
    String marker = read(directory.resolve(MARKER), "a preparation that was completed").strip();
    String found = sha256(text);
    if (!marker.equals(found)) {
      throw new DataException(
          manifestFile
              + ": expected the SHA-256 that "
              + MARKER
              + " has, "
              + marker
              + ", found "
              + found
              + "; prepare the data again");
    }
    StoreManifest.Builder manifest = StoreManifest.newBuilder();
    try {
      TextFormat.Parser.newBuilder().setAllowUnknownFields(true).build().merge(text, manifest);
    } catch (TextFormat.ParseException e) {
      throw new DataException(
          manifestFile + ":" + e.getLine() + ": expected a manifest in text format", e);
    }
    if (manifest.getVersion() != VERSION) {
      throw new DataException(
          manifestFile
              + ": expected version "
              + VERSION
              + ", found "
              + manifest.getVersion()
              + "; prepare the data again");
    }
    ColumnStore store = new ColumnStore(directory, manifest.build());
    store.columns.values().forEach(store::checkLength);
    return store;
  }

  /** What is in it. */
  public StoreManifest manifest() {
    return manifest;
  }

  /** Where it is. */
  public Path directory() {
    return directory;
  }

  /**
   * Reads every column and compares its checksum.
   *
   * @param progress hears of every column that has been read, with the bytes read so far
   * @return a line for each column that is not as it was written: none if all are
   */
  public ImmutableList<String> verify(ObjLongConsumer<String> progress) {
    ImmutableList.Builder<String> damaged = ImmutableList.builder();
    long bytes = 0;
    for (StoreColumn column : columns.values()) {
      int found = column(column.getName()).checksum();
      if (found != column.getCrc32C()) {
        damaged.add(
            "%s: expected CRC-32C %08x, found %08x; prepare the data again"
                .formatted(file(column), column.getCrc32C(), found));
      }
      bytes += column.getElements() << ColumnType.of(column).shift();
      progress.accept(column.getName(), bytes);
    }
    return damaged.build();
  }

  /** Bytes of all columns. */
  public long bytes() {
    return columns.values().stream()
        .mapToLong(column -> column.getElements() << ColumnType.of(column).shift())
        .sum();
  }

  /** A column by its name. */
  MappedColumn column(String name) {
    StoreColumn column = columns.get(name);
    checkArgument(column != null, "%s: no column %s", directory, name);
    try {
      return MappedColumn.open(
          file(column), ColumnType.of(column), column.getElements(), /* writable= */ false);
    } catch (IOException e) {
      throw new DataException(
          file(column) + ": expected a file that can be mapped, found: " + e, e);
    }
  }

  /** SHA-256 of a manifest's text. */
  static String sha256(String text) {
    return Hashing.sha256().hashString(text, UTF_8).toString();
  }

  /** Where a column of this name is. */
  static Path file(Path directory, String name) {
    return directory.resolve(name + ".npy");
  }

  private Path file(StoreColumn column) {
    return file(directory, column.getName());
  }

  private void checkLength(StoreColumn column) {
    Path file = file(column);
    ColumnType type = ColumnType.of(column);
    long expected = NpyHeader.BYTES + (column.getElements() << type.shift());
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() != expected) {
        throw new DataException(
            file
                + ": expected "
                + expected
                + " bytes, found "
                + channel.size()
                + "; prepare the data again");
      }
      if (!NpyHeader.matches(channel, type, column.getElements())) {
        throw new DataException(
            "%s: expected the header of %d elements of type %s, found another; prepare the data again"
                .formatted(file, column.getElements(), type.descriptor()));
      }
    } catch (IOException e) {
      throw new DataException(
          file + ": expected a column, found: " + e + "; prepare the data again", e);
    }
  }

  private static String read(Path file, String expected) {
    try {
      return Files.readString(file, UTF_8);
    } catch (NoSuchFileException e) {
      throw new DataException(
          file.getParent()
              + ": expected "
              + expected
              + ", found no "
              + file.getFileName()
              + "; prepare the data (again)",
          e);
    } catch (IOException e) {
      throw new DataException(file + ": expected a readable file, found: " + e, e);
    }
  }
}

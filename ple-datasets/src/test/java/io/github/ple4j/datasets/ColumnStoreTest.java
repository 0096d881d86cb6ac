package io.github.ple4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColumnStoreTest {
  @TempDir private Path directory;

  private Path written() throws IOException {
    Path store = directory.resolve("store");
    try (ColumnStoreWriter writer = ColumnStoreWriter.create(store);
        Workers workers = new Workers(2)) {
      writer.column("rows", new int[] {3, 1, 4, 1, 5}, 4);
      ColumnWriter weights = writer.column("part/weights", ColumnType.FLOAT32);
      weights.append(littleEndian(12).putFloat(0.5f).putFloat(-2).putFloat(1e9f).flip());
      weights.complete();
      ColumnWriter groups = writer.column("part/groups", ColumnType.INT64);
      groups.append(littleEndian(16).putLong(-7).putLong(1L << 40).flip());
      groups.complete();
      ColumnWriter labels = writer.column("part/labels", ColumnType.INT8);
      labels.append(littleEndian(3).put((byte) 1).put((byte) 0).put((byte) -1).flip());
      labels.complete();
      writer.complete(StoreManifest.newBuilder().setDataSet("example"), workers);
    }
    return store;
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void whatWasWrittenIsRead() throws IOException {
    ColumnStore store = ColumnStore.open(written());

    assertThat(store.manifest().getDataSet()).isEqualTo("example");
    assertThat(store.column("rows").toInts()).containsExactly(3, 1, 4, 1);
    assertThat(store.column("part/weights").getFloat(2)).isEqualTo(1e9f);
    assertThat(store.column("part/groups").getLong(0)).isEqualTo(-7);
    assertThat(store.column("part/groups").getLong(1)).isEqualTo(1L << 40);
    assertThat(store.column("part/labels").getByte(2)).isEqualTo((byte) -1);
    assertThat(store.bytes()).isEqualTo(16 + 12 + 16 + 3);
    assertThat(store.verify((column, bytes) -> {})).isEmpty();
    assertThat(directory).isDirectoryNotContaining("glob:**.partial");
  }

  @Test
  void numpyReadsTheColumns() throws IOException, InterruptedException {
    assumeThat(python("import numpy")).as("python3 with numpy").isZero();
    Path store = written();
    String script =
        """
        import numpy, sys
        read = lambda name: numpy.load(sys.argv[1] + "/" + name + ".npy", mmap_mode="r")
        assert read("rows").tolist() == [3, 1, 4, 1] and read("rows").dtype == numpy.int32
        assert read("part/weights").tolist() == [0.5, -2, 1e9]
        assert read("part/groups").tolist() == [-7, 1 << 40]
        assert read("part/labels").tolist() == [1, 0, -1] and read("part/labels").dtype == numpy.int8
        """;
    assertThat(python(script, store.toString())).isZero();
  }

  private static int python(String script, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new java.util.ArrayList<>(List.of("python3", "-c", script));
    command.addAll(List.of(arguments));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException notThere) {
      return -1;
    }
    process.getOutputStream().close();
    process.getInputStream().readAllBytes();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @Test
  void columnsMayHaveMoreElementsThanAnIntCounts() throws IOException {
    Path file = directory.resolve("large.npy"); // of 8.6 GB, nearly all of it a hole
    long elements = (1L << 31) + 10;
    ColumnWriter writer = new ColumnWriter(file, ColumnType.INT32);
    long last = writer.reserve(elements) + elements - 4;
    writer.write(last, littleEndian(16).putInt(5).putInt(6).putInt(7).putInt(8).flip());
    long border = (1L << 29) - 2; // of bytes, 2 GB: two segments before, two elements after
    writer.write(border, littleEndian(16).putInt(1).putInt(2).putInt(3).putInt(4).flip());
    writer.complete();

    MappedColumn column = MappedColumn.open(file, ColumnType.INT32, elements, false);
    assertThat(column.getInt(last + 3)).isEqualTo(8);
    assertThat(column.getInt(border + 2)).isEqualTo(3);
    int[] copied = new int[6];
    column.copy(border - 1, copied, 0, 6);
    assertThat(copied).containsExactly(0, 1, 2, 3, 4, 0);
    column.copy(last, copied, 1, 4);
    assertThat(copied).containsExactly(0, 5, 6, 7, 8, 0);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      assertThat(NpyHeader.matches(channel, ColumnType.INT32, elements)).isTrue();
      assertThat(NpyHeader.matches(channel, ColumnType.FLOAT32, elements)).isFalse();
    }
  }

  @Test
  void aStoreWithoutItsMarkerIsRefused() throws IOException {
    Path store = written();
    Files.delete(store.resolve("COMPLETE"));

    assertThat(ColumnStore.isStore(store)).isTrue();
    assertRefused(store, store + ": expected a preparation that was completed, found no COMPLETE");
  }

  @Test
  void aManifestThatWasEditedIsRefused() throws IOException {
    Path store = written();
    Path manifest = store.resolve("manifest.textproto");
    Files.writeString(manifest, Files.readString(manifest).replace("example", "other"));

    assertRefused(store, manifest + ": expected the SHA-256 that COMPLETE has");
  }

  @Test
  void aColumnOfAnotherLengthIsRefused() throws IOException {
    Path store = written();
    Path column = store.resolve("rows.npy");
    try (FileChannel channel = FileChannel.open(column, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 1);
    }
    assertRefused(store, column + ": expected 144 bytes, found 143; prepare the data again");
  }

  @Test
  void aColumnWithAnotherHeaderIsRefused() throws IOException {
    Path store = written();
    Path column = store.resolve("part/weights.npy");
    String text = Files.readString(column, StandardCharsets.ISO_8859_1).replace("<f4", "<i4");
    Files.writeString(column, text, StandardCharsets.ISO_8859_1);

    assertRefused(store, column + ": expected the header of 3 elements of type <f4, found another");
  }

  @Test
  void aColumnThatIsMissingIsRefused() throws IOException {
    Path store = written();
    Files.delete(store.resolve("part/labels.npy"));

    assertRefused(store, store.resolve("part/labels.npy") + ": expected a column, found: ");
  }

  @Test
  void anotherVersionIsRefused() throws IOException {
    Path store = written();
    Path manifest = store.resolve("manifest.textproto");
    String text = Files.readString(manifest).replace("version: 1\n", "version: 2\n");
    Files.writeString(manifest, text);
    Files.writeString(store.resolve("COMPLETE"), ColumnStore.sha256(text) + "\n");

    assertRefused(store, manifest + ": expected version 1, found 2; prepare the data again");
  }

  @Test
  void aDamagedColumnIsFoundWhenItIsRead() throws IOException {
    Path store = written();
    Path column = store.resolve("part/groups.npy");
    try (FileChannel channel = FileChannel.open(column, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1}), channel.size() - 1);
    }
    assertThat(ColumnStore.open(store).verify((name, bytes) -> {}))
        .singleElement()
        .asString()
        .startsWith(column + ": expected CRC-32C ")
        .endsWith("; prepare the data again");
  }

  @Test
  void whatIsNotCompletedIsDeleted() throws IOException {
    Path store = directory.resolve("store");
    try (ColumnStoreWriter writer = ColumnStoreWriter.create(store)) {
      writer.column("rows", new int[] {1}, 1);
      writer.column("begun", ColumnType.INT8);
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void whatAKilledProcessLeftIsDeletedByTheNext() throws IOException {
    Path left = Files.createDirectories(directory.resolve("store.partial/train"));
    Files.writeString(left.resolve("rows.npy"), "left");
    Files.writeString(directory.resolve("store.partial/.lock"), "");

    Path store = written();
    assertThat(store.resolve("train")).doesNotExist();
    assertThat(store.resolve(".lock")).doesNotExist();
  }

  @Test
  void twoAtATimeAreRefused() throws IOException {
    Path store = directory.resolve("store");
    try (ColumnStoreWriter first = ColumnStoreWriter.create(store)) {
      assertThat(first).isNotNull();
      assertThatExceptionOfType(DataException.class)
          .isThrownBy(() -> ColumnStoreWriter.create(store))
          .withMessage(
              store + ".partial: expected no other process that prepares data here, found one");
    }
  }

  @Test
  void aDirectoryThatHoldsSomethingIsRefused() throws IOException {
    Path store = written();
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> ColumnStoreWriter.create(store))
        .withMessage(
            store
                + ": expected a new directory to prepare the data in, found data that are"
                + " prepared; choose another, or delete it");
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> ColumnStoreWriter.create(file))
        .withMessageContaining("found something else");
  }

  private static void assertRefused(Path store, String message) {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> ColumnStore.open(store))
        .withMessageStartingWith(message);
  }
}

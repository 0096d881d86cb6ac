package io.github.ple4j.datasets;

import com.google.common.collect.ImmutableList;
import com.google.common.io.CountingInputStream;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A file on disk with one or both of the texts of train or test.
 *
 * @param part {@code train} or {@code test}
 * @param names of the texts that are in it
 */
record AliCcpSource(Path path, String part, ImmutableList<String> names) {
  static final String SKELETON = "sample_skeleton_";
  static final String COMMON = "common_features_";
  static final ImmutableList<String> PARTS = ImmutableList.of("train", "test");

  private static final int BUFFER = 1 << 16;
  private static final String REMEDY =
      "; the files are those of Tianchi's data set 408, behind a log-in, and may not be passed on;"
          + " files of the same shape are made by AliCcpGenerator (ple data generate ali-ccp)";

  /** Takes a text. */
  interface Reader {
    void read(String name, InputStream text) throws IOException;
  }

  /**
   * The files of a directory: of each part either the archive or both texts, plain or gzipped.
   *
   * @throws DataException if one is missing
   */
  static ImmutableList<AliCcpSource> find(Path directory) {
    if (!Files.isDirectory(directory)) {
      throw new DataException(
          directory + ": expected the directory of Ali-CCP's files, found none" + REMEDY);
    }
    ImmutableList.Builder<AliCcpSource> sources = ImmutableList.builder();
    for (String part : PARTS) {
      List<String> names = List.of(SKELETON + part + ".csv", COMMON + part + ".csv");
      List<AliCcpSource> texts = new ArrayList<>();
      for (String name : names) {
        for (String file : List.of(name, name + ".gz")) {
          Path path = directory.resolve(file);
          if (Files.isRegularFile(path) && texts.stream().noneMatch(s -> s.names.contains(name))) {
            texts.add(new AliCcpSource(path, part, ImmutableList.of(name)));
          }
        }
      }
      Path archive = directory.resolve("sample_" + part + ".tar.gz");
      if (texts.size() == names.size()) {
        sources.addAll(texts);
      } else if (Files.isRegularFile(archive)) {
        sources.add(new AliCcpSource(archive, part, ImmutableList.copyOf(names)));
      } else {
        throw new DataException(
            "%s: expected %s and %s, plain or with .gz, or %s, found %s%s"
                .formatted(
                    directory,
                    names.get(0),
                    names.get(1),
                    archive.getFileName(),
                    texts.isEmpty() ? "neither" : "only " + texts.get(0).path.getFileName(),
                    REMEDY));
      }
    }
    return sources.build();
  }

  /** Whether a text is of common features. */
  static boolean isCommon(String name) {
    return name.startsWith(COMMON);
  }

  long size() throws IOException {
    return Files.size(path);
  }

  /**
   * Reads the texts in the order that they have in the file.
   *
   * @param progress hears how many bytes of the file have been read, by the thread that reads
   */
  void read(Reader reader, LongConsumer progress) throws IOException {
    String file = path.getFileName().toString();
    try (InputStream raw = Files.newInputStream(path);
        CountingInputStream counted = new CountingInputStream(raw);
        InputStream told = new Told(counted, progress)) {
      if (!file.endsWith(".gz")) {
        reader.read(names.get(0), told);
      } else if (file.endsWith(".tar.gz")) {
        archive(reader, new GZIPInputStream(told, BUFFER));
      } else {
        reader.read(names.get(0), new GZIPInputStream(told, BUFFER));
      }
    } catch (EOFException | ZipException e) {
      throw new DataException(path + ": expected a whole gzip file, found: " + e.getMessage(), e);
    }
  }

  private void archive(Reader reader, InputStream tar) throws IOException {
    Set<String> missing = new HashSet<>(names);
    TarArchiveInputStream entries = new TarArchiveInputStream(new BufferedInputStream(tar, BUFFER));
    for (TarArchiveEntry entry = entries.getNextEntry();
        entry != null;
        entry = entries.getNextEntry()) {
      String name = entry.getName().replaceFirst("^.*/", "");
      if (entry.isFile() && missing.remove(name)) {
        reader.read(name, entries);
      }
    }
    if (!missing.isEmpty()) {
      throw new DataException(
          path + ": expected an archive with " + missing.iterator().next() + ", found none of it");
    }
  }

  /** Tells of every read how far the file is read. */
  private static final class Told extends java.io.FilterInputStream {
    private final CountingInputStream counted;
    private final LongConsumer progress;

    Told(CountingInputStream counted, LongConsumer progress) {
      super(counted);
      this.counted = counted;
      this.progress = progress;
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
      int read = super.read(bytes, from, count);
      progress.accept(counted.getCount());
      return read;
    }
  }
}

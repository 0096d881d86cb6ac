package io.github.ple4j.datasets;

import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import com.google.common.hash.HashingInputStream;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Fetches an archive and takes files out of it.
 *
 * @param sha256 names of the wanted files, and the SHA-256 of each, uncompressed
 */
record CensusDownload(ImmutableMap<String, String> sha256) {

  private static final Duration STALL = Duration.ofSeconds(60);

  /**
   * Works in a directory beside the target, so that the last step is a rename within a file system.
   */
  void download(URI archive, Path directory, ProgressListener listener) {
    Path target = directory.toAbsolutePath().normalize();
    try {
      Path parent = Objects.requireNonNullElse(target.getParent(), target);
      Files.createDirectories(parent);
      Path aside = Files.createTempDirectory(parent, ".census-income-download-");
      try {
        Path zip = aside.resolve("archive.zip");
        new HttpDownload(STALL).download(archive, zip, listener);
        Map<String, String> found = extract(archive, zip, aside);
        check(archive, found);
        Files.createDirectories(target);
        for (String name : sha256.keySet()) {
          Files.move(
              aside.resolve(name),
              target.resolve(name),
              StandardCopyOption.ATOMIC_MOVE,
              StandardCopyOption.REPLACE_EXISTING);
        }
      } finally {
        MoreFiles.deleteRecursively(aside, RecursiveDeleteOption.ALLOW_INSECURE);
      }
    } catch (IOException e) {
      throw new DataException(
          "%s: expected to write what %s holds there, found: %s".formatted(target, archive, e), e);
    }
  }

  /** Writes the wanted files of {@code zip} to {@code into}; returns their checksums. */
  private Map<String, String> extract(URI archive, Path zip, Path into) {
    Map<String, String> found = new HashMap<>();
    try (ZipFile file = new ZipFile(zip.toFile())) {
      Enumeration<? extends ZipEntry> entries = file.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        try (InputStream content = file.getInputStream(entry)) {
          take(entry.getName(), content, into, found);
        }
      }
    } catch (IOException e) {
      throw new DataException(
          "%s: expected a complete zip archive, found: %s; try again".formatted(archive, e), e);
    }
    return found;
  }

  /** Takes an archive's entry, or what is in it, if it is wanted. */
  private void take(String path, InputStream content, Path into, Map<String, String> found)
      throws IOException {
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (name.endsWith(".gz")) {
      take(withoutSuffix(path), new GZIPInputStream(content), into, found);
    } else if (name.endsWith(".tar")) {
      TarArchiveInputStream tar = new TarArchiveInputStream(content);
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        take(entry.getName(), tar, into, found);
      }
    } else if (sha256.containsKey(name)) {
      HashingInputStream hashed = new HashingInputStream(Hashing.sha256(), content);
      Files.copy(hashed, into.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      found.put(name, hashed.hash().toString());
    }
  }

  private void check(URI archive, Map<String, String> found) {
    sha256.forEach(
        (name, expected) -> {
          String actual = found.get(name);
          if (actual == null) {
            throw new DataException(
                "%s: expected the file %s in the archive, found %s of the wanted ones"
                    .formatted(archive, name, found.isEmpty() ? "none" : found.keySet()));
          }
          if (!actual.equals(expected)) {
            throw new DataException(
                "%s: %s: expected SHA-256 %s, found %s; try again, or another mirror"
                    .formatted(archive, name, expected, actual));
          }
        });
  }

  private static String withoutSuffix(String path) {
    return path.substring(0, path.lastIndexOf('.'));
  }
}

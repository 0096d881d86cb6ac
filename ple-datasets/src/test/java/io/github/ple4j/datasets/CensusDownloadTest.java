package io.github.ple4j.datasets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.github.ple4j.datasets.CensusIncome.Protocol;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CensusDownloadTest {

  private static final byte[] TRAIN = CensusLines.bytes(CensusLines.line(), CensusLines.line());
  private static final byte[] TEST = CensusLines.bytes(CensusLines.line());
  private static final CensusDownload DOWNLOAD =
      new CensusDownload(
          ImmutableMap.of("census-income.data", sha256(TRAIN), "census-income.test", sha256(TEST)));
  private static final ProgressListener SILENT = (bytes, total) -> {};

  @TempDir private Path parent;

  private final HttpServer server;

  CensusDownloadTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void tarInAZipIsUnpacked() throws IOException {
    byte[] tar =
        CensusLines.gzip(
            tar(
                Map.of(
                    "census-income.data", TRAIN, "x.names", TEST, "a/census-income.test", TEST)));
    assertDownloads(zip(Map.of("Index", TEST, "census.tar.gz", tar)));
  }

  @Test
  void gzippedFilesInAZipAreUnpacked() throws IOException {
    assertDownloads(
        zip(
            Map.of(
                "census-income.data.gz", CensusLines.gzip(TRAIN),
                "census/census-income.test.gz", CensusLines.gzip(TEST))));
  }

  @Test
  void plainFilesInAZipAreUnpacked() throws IOException {
    assertDownloads(zip(Map.of("census-income.data", TRAIN, "census-income.test", TEST)));
  }

  @Test
  void downloadedFilesCanBeLoaded() throws IOException {
    URI archive = serve(zip(Map.of("census-income.data", TRAIN, "census-income.test", TEST)));
    DOWNLOAD.download(archive, directory(), SILENT);
    assertThat(CensusIncome.isPresent(directory())).isTrue();
    assertThat(CensusIncome.load(directory(), Protocol.PAPER, 0).train().size()).isEqualTo(2);
  }

  @Test
  void progressReachesTheTotal() throws IOException {
    byte[] zip = zip(Map.of("census-income.data", TRAIN, "census-income.test", TEST));
    List<Long> heard = new ArrayList<>();
    List<OptionalLong> totals = new ArrayList<>();
    DOWNLOAD.download(
        serve(zip),
        directory(),
        (bytes, total) -> {
          heard.add(bytes);
          totals.add(total);
        });
    assertThat(heard).isSorted().endsWith((long) zip.length);
    assertThat(totals).containsOnly(OptionalLong.of(zip.length));
  }

  @Test
  void redirectIsFollowed() throws IOException {
    URI archive = serve(zip(Map.of("census-income.data", TRAIN, "census-income.test", TEST)));
    URI moved =
        serve(
            "/moved",
            exchange -> {
              exchange.getResponseHeaders().add("Location", archive.toString());
              exchange.sendResponseHeaders(302, -1);
              exchange.close();
            });
    DOWNLOAD.download(moved, directory(), SILENT);
    assertThat(CensusIncome.isPresent(directory())).isTrue();
  }

  @Test
  void wrongChecksumIsTold() throws IOException {
    URI archive = serve(zip(Map.of("census-income.data", TRAIN, "census-income.test", TRAIN)));
    assertRefused(
        archive,
        "census-income.test: expected SHA-256 %s, found %s; try again"
            .formatted(sha256(TEST), sha256(TRAIN)));
  }

  @Test
  void fileThatTheArchiveLacksIsTold() throws IOException {
    assertRefused(
        serve(zip(Map.of("census-income.data", TRAIN, "readme", TEST))),
        "expected the file census-income.test in the archive, found [census-income.data]");
    assertRefused(
        serve("/none", bytes(zip(Map.of("readme", TEST)), 0)),
        "expected the file census-income.data in the archive, found none");
  }

  @Test
  void answerThatIsNoArchiveIsTold() throws IOException {
    assertRefused(serve("<html>log in</html>".getBytes(UTF_8)), "expected a complete zip archive");
  }

  @Test
  void damagedArchiveIsTold() throws IOException {
    byte[] tar = CensusLines.gzip(tar(Map.of("census-income.data", TRAIN)));
    byte[] cut = Arrays.copyOf(tar, tar.length / 2);
    assertRefused(serve(zip(Map.of("census.tar.gz", cut))), "expected a complete zip archive");
  }

  @Test
  void missingPageIsTold() {
    assertRefused(at("/nothing-here"), "expected status 200 from 127.0.0.1, found 404; check");
  }

  @Test
  void truncatedAnswerIsTold() throws IOException {
    byte[] zip = zip(Map.of("census-income.data", TRAIN, "census-income.test", TEST));
    assertRefused(
        serve("/short", bytes(Arrays.copyOf(zip, 100), zip.length)),
        "expected a complete answer from 127.0.0.1, found: ");
  }

  @Test
  void serverThatIsNotThereIsTold() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertRefused(
        URI.create("http://127.0.0.1:" + port + "/archive.zip"),
        "expected a complete answer from 127.0.0.1, found: ");
  }

  @Test
  void serverThatFallsSilentIsTold() {
    CountDownLatch tested = new CountDownLatch(1);
    URI archive =
        serve(
            "/silent",
            exchange -> {
              exchange.sendResponseHeaders(200, 1000);
              exchange.getResponseBody().write(TEST, 0, 10);
              exchange.getResponseBody().flush();
              try {
                tested.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              exchange.close();
            });
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(
            () ->
                new HttpDownload(Duration.ofMillis(500))
                    .download(archive, parent.resolve("archive.zip"), SILENT))
        .withMessageContaining("expected more from 127.0.0.1, found silence for PT0.5S");
    tested.countDown();
  }

  @Test
  void filesThatAreThereStayWhenADownloadFails() throws IOException {
    CensusLines.write(Files.createDirectory(directory()), List.of("old"), List.of("old"));
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> DOWNLOAD.download(at("/nothing-here"), directory(), SILENT));
    assertThat(directory().resolve("census-income.data")).hasContent("old");

    URI archive = serve(zip(Map.of("census-income.data", TRAIN, "census-income.test", TEST)));
    DOWNLOAD.download(archive, directory(), SILENT);
    assertThat(directory().resolve("census-income.data")).hasBinaryContent(TRAIN);
  }

  @Test
  void directoryThatCannotBeMadeIsTold() throws IOException {
    Path file = Files.writeString(parent.resolve("file"), "");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> DOWNLOAD.download(at("/"), file.resolve("census-income"), SILENT))
        .withMessageContaining("census-income: expected to write ");
  }

  private void assertDownloads(byte[] zip) throws IOException {
    Path directory = parent.resolve("deep").resolve("er").resolve("census-income");
    DOWNLOAD.download(serve(zip), directory, SILENT);
    assertThat(directory.resolve("census-income.data")).hasBinaryContent(TRAIN);
    assertThat(directory.resolve("census-income.test")).hasBinaryContent(TEST);
    assertThat(list(directory.resolveSibling("."))).containsExactly("census-income");
    assertThat(list(directory)).hasSize(2);
  }

  private void assertRefused(URI archive, String message) {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> DOWNLOAD.download(archive, directory(), SILENT))
        .withMessageContaining(message)
        .withMessageStartingWith(archive.toString());
    assertThat(parent).isEmptyDirectory();
  }

  private Path directory() {
    return parent.resolve("census-income");
  }

  private URI serve(byte[] body) {
    return serve("/archive.zip", bytes(body, 0));
  }

  private URI serve(String path, HttpHandler handler) {
    server.createContext(path, handler);
    return at(path);
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  /** Answers with {@code body}, and says it were as long as {@code length}, if that is not 0. */
  private static HttpHandler bytes(byte[] body, long length) {
    return exchange -> {
      exchange.sendResponseHeaders(200, length == 0 ? body.length : length);
      exchange.getResponseBody().write(body);
      exchange.close();
    };
  }

  private static List<String> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static byte[] zip(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] tar(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
        entry.setSize(file.getValue().length);
        tar.putArchiveEntry(entry);
        tar.write(file.getValue());
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static String sha256(byte[] bytes) {
    return Hashing.sha256().hashBytes(bytes).toString();
  }
}

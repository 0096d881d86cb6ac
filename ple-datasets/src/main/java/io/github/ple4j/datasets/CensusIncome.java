package io.github.ple4j.datasets;

import com.google.common.collect.ImmutableMap;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Census-income (KDD), UCI data set 117: persons of the US census of 1994 and 1995, with the tasks
 * of the MMOE and PLE papers: {@code income} (above 50,000 dollars) and {@code never_married}.
 *
 * <p>The file {@code census-income.data} is train; {@code census-income.test} is split 1:1 at
 * random into validation and test. Either may be gzipped. Vocabularies are built on train, the most
 * frequent token first.
 */
public final class CensusIncome {

  /** Where UCI publishes the data set. */
  public static final URI ARCHIVE =
      URI.create("https://archive.ics.uci.edu/static/public/117/census+income+kdd.zip");

  static final String TRAIN = "census-income.data";
  static final String TEST = "census-income.test";

  static final String NAME = "census-income";

  /** SHA-256 of the uncompressed files. */
  static final ImmutableMap<String, String> SHA_256 =
      ImmutableMap.of(
          TRAIN, "3676a81db7d3528f3f8b9f3c699d0f0aa28db45e6e994fa0b8ed38327539ee86",
          TEST, "98402b1ab879573d0a7f38a699a40258080e25e33d3401e7bf9c96d3fa0fab8c");

  /** Which columns are inputs. Marital status, a label, and the instance weight never are. */
  public enum Protocol {
    /** Without education, as in the MMOE paper: 38 inputs. */
    PAPER,
    /** With education, as in most open code: 39 inputs. */
    WITH_EDUCATION
  }

  private CensusIncome() {}

  /**
   * Reads both files, or the gzipped ones where the plain ones are missing, into memory (about 20
   * MB; a heap of 200 MB suffices for reading).
   *
   * @param splitSeed decides which half of the test file is validation, and nothing else
   * @throws DataException if a file is missing, truncated or not as expected
   */
  public static Dataset load(Path directory, Protocol protocol, long splitSeed) {
    List<CensusColumn> inputs =
        Arrays.stream(CensusColumn.values()).filter(column -> column.isInput(protocol)).toList();
    return CensusTables.load(directory, inputs, splitSeed, provenance(protocol, splitSeed));
  }

  private static ImmutableMap<String, String> provenance(Protocol protocol, long splitSeed) {
    return ImmutableMap.of(
        "data", NAME,
        "protocol", protocol.name().toLowerCase(Locale.ROOT).replace('_', '-'),
        "split_seed", Long.toString(splitSeed));
  }

  /**
   * Finds the directory of the files: {@code explicit}, or {@code census-income} in it; else {@code
   * census-income} in the directory that the variable {@code PLE_DATA_DIR} names; else {@code
   * .cache/ple/census-income} in {@code home}. The last is returned whether or not the files are
   * there, as that is where to download them: ask {@link #isPresent}.
   *
   * @throws DataException if an explicit directory has no such files, or if the one in {@code
   *     PLE_DATA_DIR} has but one of them
   */
  public static Path locate(Optional<Path> explicit, Map<String, String> environment, Path home) {
    if (explicit.isPresent()) {
      List<Path> places = List.of(explicit.get(), explicit.get().resolve(NAME));
      return places.stream()
          .filter(CensusIncome::isPresent)
          .findFirst()
          .orElseThrow(() -> missing(places));
    }
    String variable = environment.getOrDefault("PLE_DATA_DIR", "");
    if (!variable.isBlank()) {
      Path directory = Path.of(variable, NAME);
      if (isPresent(directory)) {
        return directory;
      }
      if (has(directory, TRAIN) || has(directory, TEST)) {
        throw missing(List.of(directory));
      }
    }
    return home.resolve(".cache").resolve("ple").resolve(NAME);
  }

  /**
   * Whether the data were read from the files that UCI publishes: figures from others, such as a
   * file cut at the end of a line, do not compare with published ones.
   */
  public static boolean isOriginal(Dataset data) {
    return SHA_256.entrySet().stream()
        .allMatch(file -> file.getValue().equals(data.provenance().get(file.getKey() + ".sha256")));
  }

  /** Whether {@code directory} has both files, gzipped or not. */
  public static boolean isPresent(Path directory) {
    return has(directory, TRAIN) && has(directory, TEST);
  }

  /**
   * Downloads {@code archive} and puts its files, uncompressed, into {@code directory}, which is
   * made if need be. They appear there complete and with the right checksum, or not at all.
   *
   * @param archive {@link #ARCHIVE} or a mirror of it: a zip that holds the files plain, gzipped,
   *     or in a {@code .tar.gz}
   * @throws DataException if the archive cannot be had or is not as expected
   */
  public static void download(URI archive, Path directory, ProgressListener listener) {
    new CensusDownload(SHA_256).download(archive, directory, listener);
  }

  private static boolean has(Path directory, String name) {
    return Stream.of(name, name + ".gz").map(directory::resolve).anyMatch(Files::exists);
  }

  private static DataException missing(List<Path> places) {
    return new DataException(
        "expected "
            + TRAIN
            + "[.gz] and "
            + TEST
            + "[.gz], found neither or only one in "
            + String.join(" and in ", places.stream().map(Path::toString).toList())
            + "; name the directory that has them, or download them from "
            + ARCHIVE);
  }
}

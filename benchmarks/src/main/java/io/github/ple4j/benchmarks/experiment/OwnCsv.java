package io.github.ple4j.benchmarks.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import io.github.ple4j.datasets.CsvDataset;
import io.github.ple4j.datasets.Dataset;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;

/** The user's own CSV files as data of an experiment. */
final class OwnCsv {
  private OwnCsv() {}

  /** The data of a schema as they are now. */
  static Csv describe(Path schema, Optional<Path> directory) {
    Csv csv = Csv.newBuilder().setSchema(schema.toString()).build();
    return csv.toBuilder().setContentSha256(sha256(read(csv, directory))).build();
  }

  /**
   * Reads data.
   *
   * @param directory of the files; empty where they are beside the schema
   * @throws ExperimentException if they are not what they were when the experiment was declared
   * @throws io.github.ple4j.datasets.DataException if they cannot be read
   */
  static Dataset load(Csv csv, Optional<Path> directory) {
    Dataset data = read(csv, directory);
    String found = sha256(data);
    if (!csv.getContentSha256().isEmpty() && !csv.getContentSha256().equals(found)) {
      throw new ExperimentException(
          csv.getSchema()
              + ": expected the schema and files with which the experiment was declared, SHA-256 "
              + csv.getContentSha256()
              + ", found others, "
              + found
              + "; declare it again");
    }
    return data;
  }

  private static Dataset read(Csv csv, Optional<Path> directory) {
    Path schema = Path.of(csv.getSchema());
    Path beside = Optional.ofNullable(schema.toAbsolutePath().getParent()).orElse(Path.of(""));
    return CsvDataset.load(CsvDataset.readSchema(schema), directory.orElse(beside));
  }

  /** Of the provenance, which has the checksums of the schema and of the files. */
  private static String sha256(Dataset data) {
    return Hashing.sha256()
        .hashString(new TreeMap<>(data.provenance()).toString(), UTF_8)
        .toString();
  }
}

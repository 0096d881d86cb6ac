package io.github.ple4j.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.ple4j.datasets.CsvCategorical;
import io.github.ple4j.datasets.CsvColumn;
import io.github.ple4j.datasets.CsvFeature;
import io.github.ple4j.datasets.CsvLabel;
import io.github.ple4j.datasets.CsvNumeric;
import io.github.ple4j.datasets.CsvSchema;
import io.github.ple4j.datasets.CsvSplits;
import io.github.ple4j.datasets.Feature;
import io.github.ple4j.datasets.Label;
import io.github.ple4j.datasets.Schema;
import io.github.ple4j.datasets.VideoCsv;
import io.github.ple4j.datasets.VideoFeed;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/**
 * A video feed as CSV, once plain and once gzipped.
 *
 * @param plain schema of the plain file
 * @param gzipped schema of the gzipped file
 * @param megabytes of text
 */
record VideoFiles(CsvSchema plain, CsvSchema gzipped, double megabytes) {
  private static final String PLAIN = "feed.csv";
  private static final String GZIPPED = "feed.csv.gz";

  static VideoFiles write(VideoFeed feed, Path directory) throws IOException {
    Path plain = directory.resolve(PLAIN);
    try (Writer out = Files.newBufferedWriter(plain, UTF_8)) {
      VideoCsv.write(feed, out, rows -> {});
    }
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(directory.resolve(GZIPPED)))) {
      Files.copy(plain, out);
    }
    Schema schema = feed.dataset().schema();
    return new VideoFiles(schema(schema, PLAIN), schema(schema, GZIPPED), Files.size(plain) / 1e6);
  }

  private static CsvSchema schema(Schema schema, String file) {
    CsvSchema.Builder csv = CsvSchema.newBuilder().setName("video");
    for (Feature feature : schema.features()) {
      csv.addFeatures(feature(feature));
    }
    for (Label label : schema.labels()) {
      csv.addLabels(
          CsvLabel.newBuilder()
              .setName(label.name())
              .setKind(
                  label.kind() == Label.Kind.BINARY
                      ? CsvLabel.Kind.BINARY
                      : CsvLabel.Kind.REGRESSION));
    }
    CsvSplits.ByValue days =
        CsvSplits.ByValue.newBuilder()
            .setColumn(CsvColumn.newBuilder().setName("day"))
            .addValidation("7")
            .addTest("8")
            .build();
    csv.setGroup(CsvColumn.newBuilder().setName("user_id"));
    return csv.setSplits(CsvSplits.newBuilder().addTrain(file).setByValue(days)).build();
  }

  private static CsvFeature feature(Feature feature) {
    CsvFeature.Builder csv = CsvFeature.newBuilder().setName(feature.name());
    if (feature instanceof Feature.Categorical categorical) {
      csv.setCategorical(
          CsvCategorical.newBuilder()
              .setMultiValued(categorical.multiValued())
              .setWeighted(categorical.weighted()));
    } else {
      csv.setNumeric(CsvNumeric.getDefaultInstance());
    }
    return csv.build();
  }
}

package io.github.ple4j.datasets;

import com.google.common.collect.ImmutableList;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * A simulated video feed as CSV, for other tools: a header, then a line for each impression, in the
 * order of days. Inputs stand as raw values, {@code video_id} even of videos that no day of train
 * has; {@code interests} is a list such as {@code category 3:2.5|category 11:1.9} of categories and
 * weights. A label is empty outside its sample space.
 */
public final class VideoCsv {
  private static final int CHUNK = 4096;

  private VideoCsv() {}

  /** The columns: the day, the features of {@link VideoFeed#dataset}, and the tasks. */
  public static ImmutableList<String> header(VideoFeed feed) {
    ImmutableList.Builder<String> names = ImmutableList.<String>builder().add("day");
    feed.dataset().schema().features().forEach(feature -> names.add(feature.name()));
    return names.addAll(feed.options().tasks()).build();
  }

  /**
   * Writes the header and all rows; the writer stays open.
   *
   * @param progress is told the number of rows written, now and then
   */
  public static void write(VideoFeed feed, Writer out, LongConsumer progress) throws IOException {
    Dataset data = feed.dataset();
    Batch batch = feed.newBatch(1);
    // Closing it would close the writer, which is not ours.
    @SuppressWarnings("MustBeClosedChecker")
    CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(out);
    csv.writeRecord(header(feed));
    List<String> fields = new ArrayList<>();
    for (long index = 0; index < feed.options().rows(); index++) {
      feed.begin(batch, new int[1], 0, 1);
      feed.read(index, batch, 0);
      fields.clear();
      fields.add(Integer.toString(feed.day(index)));
      addFeatures(feed.impression(index), data, batch, fields);
      for (int task = 0; task < feed.options().tasks().size(); task++) {
        boolean inside = batch.mask(task)[0] > 0;
        boolean binary = data.schema().labels().get(task).kind() == Label.Kind.BINARY;
        float label = batch.label(task)[0];
        fields.add(!inside ? "" : binary ? Integer.toString((int) label) : Float.toString(label));
      }
      csv.writeRecord(fields);
      if ((index + 1) % CHUNK == 0) {
        progress.accept(index + 1);
      }
    }
    csv.flush();
    progress.accept(feed.options().rows());
  }

  private static void addFeatures(
      VideoImpression shown, Dataset data, Batch batch, List<String> fields) {
    int numeric = 0;
    int single = 0;
    for (Feature feature : data.schema().features()) {
      if (feature instanceof Feature.Numeric) {
        fields.add(Float.toString(batch.numeric()[numeric]));
        numeric++;
      } else if (feature.name().equals("video_id")) {
        fields.add(Integer.toString(shown.video()));
        single++;
      } else if (feature instanceof Feature.Categorical categorical && categorical.multiValued()) {
        fields.add(bag(batch.bag(0), data.vocabulary(feature.name())));
      } else {
        fields.add(data.vocabulary(feature.name()).token(batch.ids()[single]));
        single++;
      }
    }
  }

  private static String bag(Bag bag, Vocabulary vocabulary) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bag.values(); i++) {
      text.append(i == 0 ? "" : "|")
          .append(vocabulary.token(bag.ids()[i]))
          .append(':')
          .append(bag.weights()[i]);
    }
    return text.toString();
  }
}

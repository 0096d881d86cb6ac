package io.github.ple4j.datasets;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Prepares Ali-CCP's raw files for training: a {@link ColumnStore} that {@link AliCcp} opens. The
 * text is parsed once, by several threads, into columns with raw ids; then vocabularies are counted
 * on train and the ids replaced where they are. Common features are stored once and samples refer
 * to them by row. Heap: about 150 MB, 5 bytes a sample, and 4 bytes a distinct raw id and thread.
 */
public final class AliCcpPreparation {

  /** In a directory whose data are not real. */
  static final String SYNTHETIC_NOTE = "SYNTHETIC.txt";

  static final String COUNT_PREFIX = "field/";

  private final Path source;
  private final Options options;
  private final PreparationListener listener;
  private final AliCcpFaults faults;
  private final Map<String, AliCcpImport.Result> texts = new HashMap<>();
  private final StoreManifest.Builder manifest = StoreManifest.newBuilder();
  private long bytesOfEarlierFiles;
  private long totalBytes;

  private AliCcpPreparation(Path source, Options options, PreparationListener listener) {
    this.source = source;
    this.options = options;
    this.listener = listener;
    faults = new AliCcpFaults(options.policy(), options.mostFaults());
  }

  /**
   * How data are prepared.
   *
   * @param minCount an id that fewer samples of train have is out of vocabulary
   * @param fieldMinCounts the same for single fields, by their number, such as {@code 109_14}
   * @param validationSeed moves which common indices of train are for validation
   * @param policy what to do about lines that are not as they should be
   * @param mostFaults how many of them may be skipped
   * @param threads that parse
   */
  public record Options(
      int minCount,
      ImmutableMap<String, Integer> fieldMinCounts,
      long validationSeed,
      FaultPolicy policy,
      long mostFaults,
      int threads) {

    /** Checks the options. */
    public Options {
      checkArgument(minCount >= 1, "min_count must be 1 or more: %s", minCount);
      checkArgument(mostFaults >= 0, "bound of faults must not be negative: %s", mostFaults);
      checkArgument(threads >= 1, "threads must be 1 or more: %s", threads);
      fieldMinCounts.forEach(
          (field, count) -> {
            checkArgument(
                AliCcpField.ALL.stream().anyMatch(known -> known.number().equals(field)),
                "expected a field's number, such as 109_14, found: %s",
                field);
            checkArgument(count >= 1, "min_count of %s must be 1 or more: %s", field, count);
          });
    }

    /** A cut at 10, faults are not skipped, all cores. */
    public static Options defaults() {
      return new Options(
          10,
          ImmutableMap.of(),
          0,
          FaultPolicy.FAIL,
          1000,
          Runtime.getRuntime().availableProcessors());
    }

    /** With another frequency cut. */
    public Options withMinCount(int other) {
      return new Options(other, fieldMinCounts, validationSeed, policy, mostFaults, threads);
    }

    /** With other frequency cuts of single fields. */
    public Options withFieldMinCounts(Map<String, Integer> other) {
      return new Options(
          minCount, ImmutableMap.copyOf(other), validationSeed, policy, mostFaults, threads);
    }

    /** With other common indices for validation. */
    public Options withValidationSeed(long other) {
      return new Options(minCount, fieldMinCounts, other, policy, mostFaults, threads);
    }

    /** With another answer to faults. */
    public Options withPolicy(FaultPolicy other, long most) {
      return new Options(minCount, fieldMinCounts, validationSeed, other, most, threads);
    }

    /** With so many threads. */
    public Options withThreads(int other) {
      return new Options(minCount, fieldMinCounts, validationSeed, policy, mostFaults, other);
    }

    int minCount(AliCcpField field) {
      return Objects.requireNonNull(fieldMinCounts.getOrDefault(field.number(), minCount));
    }
  }

  /**
   * What was found.
   *
   * @param counts by name, as in the store's manifest
   * @param examples a line for the first of every kind of fault
   * @param sourceBytes of the texts, uncompressed
   */
  public record Report(
      ImmutableMap<String, Long> counts, ImmutableList<String> examples, long sourceBytes) {}

  /**
   * Prepares the files of a directory.
   *
   * @param out a new directory; it appears when all is there, and nothing is left where it is not
   * @throws DataException if a file is missing or not as expected, or {@code out} cannot be written
   */
  public static Report prepare(
      Path source, Path out, Options options, PreparationListener listener) {
    return new AliCcpPreparation(source, options, listener).run(out);
  }

  private Report run(Path out) {
    ImmutableList<AliCcpSource> sources = AliCcpSource.find(source);
    try (ColumnStoreWriter store = ColumnStoreWriter.create(out);
        Workers workers = new Workers(options.threads())) {
      for (AliCcpSource file : sources) {
        totalBytes += file.size();
      }
      for (AliCcpSource file : sources) {
        read(file, store, workers);
      }
      AliCcpJoin.Result train = join(store, "train", /* split= */ true);
      join(store, "test", /* split= */ false);
      for (AliCcpField field : AliCcpField.ALL) {
        encode(field, store, train, workers);
      }
      describe();
      tell("writing checksums");
      store.complete(manifest, workers);
    } catch (IOException e) {
      throw new DataException(out + ": could not be prepared: " + e, e);
    }
    return new Report(
        ImmutableMap.copyOf(manifest.getCountsMap()),
        faults.examples(),
        manifest.getSourcesList().stream().mapToLong(StoreSource::getBytes).sum());
  }

  private void read(AliCcpSource file, ColumnStoreWriter store, Workers workers)
      throws IOException {
    file.read(
        (name, text) -> {
          String table = file.part() + (AliCcpSource.isCommon(name) ? "/common" : "/samples");
          AliCcpImport.Result result = AliCcpImport.read(name, text, table, store, faults, workers);
          texts.put(name, result);
          manifest.addSources(result.source());
          manifest.putCounts(name + "/rows", result.rows());
          manifest.putCounts(name + "/lines-left-out", result.leftOut().length());
          if (!AliCcpSource.isCommon(name)) {
            manifest.putCounts(name + "/conversions-without-click", result.dropped());
          }
        },
        bytes ->
            listener.progress(
                "reading " + file.path().getFileName(), bytesOfEarlierFiles + bytes, totalBytes));
    bytesOfEarlierFiles += file.size();
  }

  private AliCcpJoin.Result join(ColumnStoreWriter store, String part, boolean split)
      throws IOException {
    tell("joining " + part);
    AliCcpImport.Result skeleton =
        Objects.requireNonNull(texts.get(AliCcpSource.SKELETON + part + ".csv"));
    AliCcpJoin.Result join =
        AliCcpJoin.of(store, part).samples(skeleton, split, options.validationSeed(), faults);
    store.column(part + "/rows", join.rows(), join.rows().length);
    manifest.putCounts(part + "/samples", join.rows().length);
    if (split) {
      store.column("validation/rows", join.validationRows(), join.validationRows().length);
      manifest.putCounts("validation/samples", join.validationRows().length);
    }
    if (join.rows().length == 0) {
      throw new DataException(
          source + ": expected samples for " + part + ", found none that has common features");
    }
    manifest.putCounts(part + "/clicks", join.clicks());
    manifest.putCounts(part + "/conversions", join.conversions());
    manifest.putCounts(part + "/duplicate-common-indices", join.duplicates());
    manifest.putCounts(part + "/samples-without-common-row", join.missing());
    store.remove(part + "/samples/" + AliCcpImport.INDEX);
    return join;
  }

  private void encode(
      AliCcpField field, ColumnStoreWriter store, AliCcpJoin.Result join, Workers workers)
      throws IOException {
    tell("encoding " + field.number());
    String table = field.isCommon() ? "/common" : "/samples";
    AliCcpTable train = new AliCcpTable("train" + table, store);
    AliCcpVocabulary vocabulary =
        AliCcpVocabulary.build(field, train, join, options.minCount(field), workers);
    store.column(AliCcp.vocabularyColumn(field), vocabulary.ids(), vocabulary.ids().length);
    for (String part : AliCcpSource.PARTS) {
      AliCcpTable encoded = new AliCcpTable(part + table, store);
      if (field == AliCcpField.USER) {
        groups(encoded, store);
      }
      vocabulary.encode(encoded.ids(field, /* writable= */ true), workers);
    }
    String prefix = COUNT_PREFIX + field.number() + "/";
    manifest.putCounts(prefix + "present", vocabulary.present());
    manifest.putCounts(prefix + "values", vocabulary.values());
    manifest.putCounts(prefix + "distinct", vocabulary.distinct());
    manifest.putCounts(prefix + "kept", vocabulary.ids().length);
  }

  /** The users of common rows, for grouped metrics; those without one are each their own. */
  private static void groups(AliCcpTable table, ColumnStoreWriter store) throws IOException {
    MappedColumn users = table.ids(AliCcpField.USER, /* writable= */ false);
    ColumnWriter groups = store.column(table.name() + "/group", ColumnType.INT64);
    ColumnBuffer buffer = new ColumnBuffer(1 << 20);
    for (long row = 0; row < users.elements(); row++) {
      int user = users.getInt(row);
      buffer.addLong(user == 0 ? -1 - row : user);
    }
    ByteBuffer bytes = buffer.bytes();
    groups.append(bytes);
    groups.complete();
  }

  private void describe() {
    boolean synthetic = Files.exists(source.resolve(SYNTHETIC_NOTE));
    manifest.setDataSet(synthetic ? AliCcp.SYNTHETIC_NAME : AliCcp.NAME);
    manifest.putOptions("min_count", Integer.toString(options.minCount()));
    options
        .fieldMinCounts()
        .forEach((field, count) -> manifest.putOptions("min_count." + field, count.toString()));
    manifest.putOptions("validation_seed", Long.toString(options.validationSeed()));
    manifest.putOptions("policy", options.policy().name().toLowerCase(Locale.ROOT));
    faults.counts().forEach((kind, count) -> manifest.putCounts("faults/" + kind.title(), count));
  }

  private void tell(String stage) {
    listener.progress(stage, totalBytes, totalBytes);
  }
}

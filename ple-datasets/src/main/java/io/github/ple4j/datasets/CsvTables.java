package io.github.ple4j.datasets;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import com.google.common.hash.HashingInputStream;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Makes a data set of CSV files. Of one use, and not thread-safe. */
final class CsvTables {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final CsvSchema schema;
  private final List<CsvCollector.Numbers> numerics = new ArrayList<>();
  private final List<CsvCollector.Tokens> singles = new ArrayList<>();
  private final List<CsvCollector.Tokens> bags = new ArrayList<>();
  private final List<CsvCollector.Labels> labels = new ArrayList<>();
  private final Optional<CsvCollector.Weights> sampleWeights;
  private final Optional<CsvCollector.Groups> groups;
  private final List<CsvCollector> collectors = new ArrayList<>();
  private final CsvSplitRule rule;
  private final Map<String, String> checksums = new LinkedHashMap<>();

  CsvTables(CsvSchema schema) {
    this.schema = schema;
    for (CsvFeature feature : schema.getFeaturesList()) {
      if (feature.hasNumeric()) {
        numerics.add(new CsvCollector.Numbers(feature));
      } else {
        (feature.getCategorical().getMultiValued() ? bags : singles)
            .add(new CsvCollector.Tokens(feature));
      }
    }
    schema.getLabelsList().forEach(label -> labels.add(new CsvCollector.Labels(label)));
    sampleWeights =
        schema.hasSampleWeight()
            ? Optional.of(new CsvCollector.Weights(schema.getSampleWeight()))
            : Optional.empty();
    groups =
        schema.hasGroup()
            ? Optional.of(new CsvCollector.Groups(schema.getGroup()))
            : Optional.empty();
    Stream.of(numerics, singles, bags, labels).forEach(collectors::addAll);
    sampleWeights.ifPresent(collectors::add);
    groups.ifPresent(collectors::add);
    rule = new CsvSplitRule(schema.getSplits());
  }

  Dataset load(Path directory) {
    schema.getSplits().getTrainList().forEach(n -> read(directory, n, SplitPart.TRAIN));
    schema.getSplits().getValidationList().forEach(n -> read(directory, n, SplitPart.VALIDATION));
    schema.getSplits().getTestList().forEach(n -> read(directory, n, SplitPart.TEST));
    int[] train = rows(SplitPart.TRAIN);
    ImmutableMap.Builder<String, Vocabulary> vocabularies = ImmutableMap.builder();
    List<int[]> ids = new ArrayList<>();
    int largest = 1;
    for (CsvCollector.Tokens single : singles) {
      CsvVocabulary found = CsvVocabulary.of(single, train);
      found.vocabulary().ifPresent(vocabulary -> vocabularies.put(single.name(), vocabulary));
      ids.add(found.ids());
      largest = Math.max(largest, found.size());
    }
    ImmutableList.Builder<TableBag> tableBags = ImmutableList.builder();
    for (CsvCollector.Tokens bag : bags) {
      CsvVocabulary found = CsvVocabulary.of(bag, train);
      found.vocabulary().ifPresent(vocabulary -> vocabularies.put(bag.name(), vocabulary));
      tableBags.add(new TableBag(bag.ends(), found.ids(), bag.weights()));
    }
    int rows = labels.get(0).values().length;
    Table table =
        new Table(
            tableSchema(),
            Table.rowMajor(numerics.stream().map(CsvCollector.Numbers::values).toList(), rows),
            IdTable.of(ids, rows, largest),
            tableBags.build(),
            Table.rowMajor(labels.stream().map(CsvCollector.Numbers::values).toList(), rows),
            sampleWeights.map(CsvCollector.Numbers::values).orElse(new float[0]),
            groups.map(CsvCollector.Groups::values).orElse(new long[0]));
    return new LoadedDataset(
        name(),
        table.schema(),
        vocabularies.buildOrThrow(),
        new TableSplit(table, train),
        new TableSplit(table, rows(SplitPart.VALIDATION)),
        new TableSplit(table, rows(SplitPart.TEST)),
        ImmutableMap.<String, String>builder()
            .put("data", name())
            .put("schema_sha256", CsvDataset.sha256(schema))
            .putAll(checksums)
            .buildOrThrow());
  }

  private String name() {
    return schema.getName().isEmpty() ? "csv" : schema.getName();
  }

  private int[] rows(SplitPart part) {
    int[] rows = rule.rows(part);
    if (rows.length == 0) {
      throw new DataException(
          "expected rows for "
              + part.name().toLowerCase(Locale.ROOT)
              + ", found none in "
              + String.join(", ", checksums.keySet().stream().map(CsvTables::file).toList())
              + "; change the splits of the schema");
    }
    return rows;
  }

  private static String file(String checksum) {
    return checksum.substring(0, checksum.length() - ".sha256".length());
  }

  private Schema tableSchema() {
    ImmutableList.Builder<Feature> features = ImmutableList.builder();
    for (CsvFeature feature : schema.getFeaturesList()) {
      features.add(feature.hasNumeric() ? numeric(feature) : categorical(feature));
    }
    return new Schema(
        features.build(),
        schema.getLabelsList().stream()
            .map(CsvTables::label)
            .collect(ImmutableList.toImmutableList()),
        schema.hasSampleWeight(),
        schema.hasGroup());
  }

  private static Feature numeric(CsvFeature feature) {
    return new Feature.Numeric(
        feature.getName(),
        feature.getNumeric().getMayBeMissing(),
        feature.getNumeric().getSkewed(),
        feature.getNumeric().getBucketed());
  }

  private static Feature categorical(CsvFeature feature) {
    CsvCategorical kind = feature.getCategorical();
    Encoding encoding =
        kind.getHashBuckets() > 0
            ? new Encoding.HashEncoding(kind.getHashBuckets())
            : new Encoding.VocabularyEncoding(
                kind.getTokenType() == CsvCategorical.TokenType.LONG
                    ? Encoding.TokenType.LONG
                    : Encoding.TokenType.STRING);
    return new Feature.Categorical(
        feature.getName(), kind.getMultiValued(), kind.getWeighted(), encoding);
  }

  private static Label label(CsvLabel label) {
    return new Label(
        label.getName(),
        label.getKind() == CsvLabel.Kind.BINARY ? Label.Kind.BINARY : Label.Kind.REGRESSION,
        label.hasWhere() ? Optional.of(space(label)) : Optional.empty());
  }

  private static String space(CsvLabel label) {
    return (label.getWhere().getColumn().hasName()
            ? label.getWhere().getColumn().getName()
            : "column " + label.getWhere().getColumn().getIndex())
        + " is "
        + String.join(" or ", label.getWhere().getValuesList());
  }

  private void read(Path directory, String name, SplitPart part) {
    Path file = directory.resolve(name);
    try (InputStream raw = Files.newInputStream(file);
        InputStream plain = name.endsWith(".gz") ? new GZIPInputStream(raw, BUFFER_BYTES) : raw;
        HashingInputStream hashed = new HashingInputStream(Hashing.sha256(), plain);
        CsvReader<CsvRecord> reader = builder(schema.getFormat()).ofCsvRecord(text(hashed))) {
      read(file, reader.iterator(), part);
      checksums.put(name + ".sha256", hashed.hash().toString());
    } catch (NoSuchFileException e) {
      throw new DataException(
          file + ": expected a CSV file, found none; correct the schema or --data-dir", e);
    } catch (IOException e) {
      throw unreadable(file, e);
    } catch (UncheckedIOException e) {
      throw unreadable(file, Objects.requireNonNull(e.getCause()));
    } catch (CsvParseException e) {
      throw new DataException(
          file + ": expected CSV, found: " + reason(e) + "; check the quotes and the delimiter", e);
    }
  }

  /** UTF-8, without the mark of byte order that some programs begin with. */
  private static Reader text(InputStream bytes) throws IOException {
    BufferedReader text =
        new BufferedReader(
            new InputStreamReader(
                bytes,
                StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)));
    text.mark(1);
    if (text.read() != BYTE_ORDER_MARK) {
      text.reset();
    }
    return text;
  }

  private static String reason(CsvParseException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return e.getMessage() + (cause == e ? "" : ": " + cause.getMessage());
  }

  private static DataException unreadable(Path file, IOException e) {
    String expected =
        e instanceof CharacterCodingException
            ? "text in UTF-8"
            : file.toString().endsWith(".gz") ? "a complete gzip file" : "a readable file";
    return new DataException(file + ": expected " + expected + ", found: " + e, e);
  }

  private static CsvReader.CsvReaderBuilder builder(CsvFormat format) {
    String delimiter = format.getDelimiter();
    String quote = format.getQuote();
    return CsvReader.builder()
        .fieldSeparator(delimiter.isEmpty() ? ',' : delimiter.charAt(0))
        .quoteCharacter(quote.equals("none") ? '\0' : quote.isEmpty() ? '"' : quote.charAt(0))
        .allowExtraFields(true)
        .allowMissingFields(true);
  }

  private void read(Path file, Iterator<CsvRecord> records, SplitPart part) {
    if (!records.hasNext()) {
      throw new DataException(file + ": expected CSV, found an empty file");
    }
    CsvRecord first = records.next();
    int width = first.getFieldCount();
    boolean header = !schema.getFormat().getWithoutHeader();
    CsvRow row = new CsvRow(file, schema.getFormat(), header ? first.getFields() : List.of());
    collectors.forEach(collector -> collector.open(row, width));
    rule.open(row, width, part);
    if (!header) {
      accept(row, first, width, part);
    }
    while (records.hasNext()) {
      accept(row, records.next(), width, part);
    }
  }

  private void accept(CsvRow row, CsvRecord record, int width, SplitPart part) {
    row.next(record, width);
    for (CsvCollector collector : collectors) {
      collector.accept(row);
    }
    rule.accept(row, part);
  }
}

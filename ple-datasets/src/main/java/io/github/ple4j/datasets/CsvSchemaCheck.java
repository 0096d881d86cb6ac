package io.github.ple4j.datasets;

import java.util.HashSet;
import java.util.Set;

/** Checks of a schema that need no file; the first that fails throws, naming the field. */
final class CsvSchemaCheck {
  private final CsvSchema schema;
  private final Set<String> names = new HashSet<>();

  private CsvSchemaCheck(CsvSchema schema) {
    this.schema = schema;
  }

  static void check(CsvSchema schema) {
    new CsvSchemaCheck(schema).run();
  }

  private void run() {
    character("format.delimiter", schema.getFormat().getDelimiter());
    if (!schema.getFormat().getQuote().equals("none")) {
      character("format.quote", schema.getFormat().getQuote());
    }
    expect(schema.getFeaturesCount() > 0, "features", "at least one", "none");
    for (int i = 0; i < schema.getFeaturesCount(); i++) {
      feature("features[" + i + "]", schema.getFeatures(i));
    }
    expect(schema.getLabelsCount() > 0, "labels", "at least one", "none");
    for (int i = 0; i < schema.getLabelsCount(); i++) {
      label("labels[" + i + "]", schema.getLabels(i));
    }
    if (schema.hasSampleWeight()) {
      place("sample_weight", schema.getSampleWeight());
    }
    if (schema.hasGroup()) {
      place("group", schema.getGroup());
    }
    splits(schema.getSplits());
  }

  private void feature(String path, CsvFeature feature) {
    name(path + ".name", feature.getName());
    column(path + ".column", feature.hasColumn(), feature.getColumn());
    switch (feature.getKindCase()) {
      case NUMERIC -> {}
      case CATEGORICAL -> categorical(path + ".categorical", feature.getCategorical());
      case KIND_NOT_SET -> throw wrong(path, "numeric or categorical", "neither");
    }
  }

  private static void categorical(String path, CsvCategorical feature) {
    expect(
        feature.getTokenType() != CsvCategorical.TokenType.UNRECOGNIZED,
        path + ".token_type",
        "STRING or LONG",
        "neither");
    count(path + ".min_count", feature.getMinCount());
    count(path + ".hash_buckets", feature.getHashBuckets());
    if (feature.getHashBuckets() > 0) {
      expect(
          feature.getMinCount() == 0,
          path + ".min_count",
          "none with hash_buckets",
          Integer.toString(feature.getMinCount()));
      expect(
          feature.getTokenType() == CsvCategorical.TokenType.STRING,
          path + ".token_type",
          "STRING with hash_buckets",
          feature.getTokenType().name());
    }
    if (!feature.getMultiValued()) {
      expect(!feature.getWeighted(), path + ".weighted", "a feature of many values", "of one");
      expect(feature.getSeparator().isEmpty(), path + ".separator", "many values", "of one value");
    }
    character(path + ".separator", feature.getSeparator());
    character(path + ".weight_separator", feature.getWeightSeparator());
  }

  private void label(String path, CsvLabel label) {
    name(path + ".name", label.getName());
    column(path + ".column", label.hasColumn(), label.getColumn());
    expect(
        label.getKind() != CsvLabel.Kind.UNRECOGNIZED,
        path + ".kind",
        "BINARY or REGRESSION",
        "neither");
    expect(
        label.getKind() == CsvLabel.Kind.BINARY || label.getPositiveCount() == 0,
        path + ".positive",
        "none, as the label is a number",
        label.getPositiveList().toString());
    if (label.hasWhere()) {
      place(path + ".where.column", label.getWhere().getColumn());
      expect(label.getWhere().getValuesCount() > 0, path + ".where.values", "at least one", "none");
    }
  }

  private void splits(CsvSplits splits) {
    expect(splits.getTrainCount() > 0, "splits.train", "at least one file", "none");
    boolean validation = splits.getValidationCount() > 0;
    boolean test = splits.getTestCount() > 0;
    switch (splits.getRuleCase()) {
      case BY_HASH -> {
        CsvSplits.ByHash rule = splits.getByHash();
        share("splits.by_hash.validation", rule.getValidation());
        share("splits.by_hash.test", rule.getTest());
        expect(
            rule.getValidation() + rule.getTest() < 1,
            "splits.by_hash",
            "shares of together less than 1",
            Double.toString(rule.getValidation() + rule.getTest()));
        if (rule.hasColumn()) {
          place("splits.by_hash.column", rule.getColumn());
        }
        validation |= rule.getValidation() > 0;
        test |= rule.getTest() > 0;
      }
      case BY_VALUE -> {
        place("splits.by_value.column", splits.getByValue().getColumn());
        validation |= splits.getByValue().getValidationCount() > 0;
        test |= splits.getByValue().getTestCount() > 0;
      }
      case TEST_HALVES -> {
        expect(
            !validation,
            "splits.validation",
            "no files, as half of test is validation",
            splits.getValidationList().toString());
        expect(test, "splits.test", "at least one file to halve", "none");
        validation = true;
      }
      case RULE_NOT_SET -> {}
    }
    expect(validation, "splits", "rows for validation: files, or a rule", "none");
    expect(test, "splits", "rows for test: files, or a rule", "none");
  }

  private void name(String path, String name) {
    expect(!name.isBlank(), path, "a name", "none");
    expect(names.add(name), path, "a name of its own", name + " for the second time");
  }

  private void column(String path, boolean given, CsvColumn column) {
    if (given) {
      place(path, column);
    } else {
      expect(
          !schema.getFormat().getWithoutHeader(),
          path,
          "an index, as the files have no header",
          "none");
    }
  }

  private void place(String path, CsvColumn column) {
    switch (column.getPlaceCase()) {
      case NAME ->
          expect(
              !schema.getFormat().getWithoutHeader(),
              path + ".name",
              "an index, as the files have no header",
              column.getName());
      case INDEX ->
          expect(
              column.getIndex() >= 0 && column.getIndex() < 1 << 20,
              path + ".index",
              "0 to 1048575",
              Integer.toUnsignedString(column.getIndex()));
      case PLACE_NOT_SET -> throw wrong(path, "a name or an index", "neither");
    }
  }

  private static void character(String path, String text) {
    expect(text.length() < 2, path, "one character", "\"" + text + "\"");
  }

  private static void count(String path, int count) {
    expect(count >= 0, path, "0 to " + Integer.MAX_VALUE, Integer.toUnsignedString(count));
  }

  private static void share(String path, double share) {
    expect(share >= 0 && share < 1, path, "0 or more and less than 1", Double.toString(share));
  }

  private static void expect(boolean holds, String path, String expected, String found) {
    if (!holds) {
      throw wrong(path, expected, found);
    }
  }

  private static DataException wrong(String path, String expected, String found) {
    return new DataException(
        "schema: " + path + ": expected " + expected + ", found " + found + "; see csv.proto");
  }
}

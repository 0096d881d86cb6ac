package io.github.ple4j.graph;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks of a spec, in the order of its fields; the first that fails throws. */
final class SpecValidation {
  /** Names that may stand in the name of a graph's node. */
  private static final Pattern NODE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");

  private final ModelSpec spec;
  private final Map<String, EmbeddingTable> tables = new HashMap<>();
  private final Set<String> usedTables = new HashSet<>();

  SpecValidation(ModelSpec spec) {
    this.spec = spec;
  }

  void run() {
    tables();
    features();
    unusedTables();
    tasks();
    if (spec.getActivation() == Activation.UNRECOGNIZED) {
      throw new SpecException("activation", "unknown: " + spec.getActivationValue());
    }
    new ArchitectureValidation(spec).run();
    new OptionsValidation(spec).run();
  }

  private void tables() {
    Map<Integer, Long> rowsOfWidth = new HashMap<>();
    for (int i = 0; i < spec.getEmbeddingTablesCount(); i++) {
      EmbeddingTable table = spec.getEmbeddingTables(i);
      String path = "embedding_tables[" + i + "]";
      checkName(path + ".name", table.getName());
      if (tables.putIfAbsent(table.getName(), table) != null) {
        throw new SpecException(path + ".name", "duplicate table: " + table.getName());
      }
      checkSize(path + ".rows", table.getRows());
      checkSize(path + ".width", table.getWidth());
      if (table.hasVocabulary() && table.getVocabulary().getSize() != table.getRows()) {
        throw new SpecException(
            path + ".vocabulary.size",
            "expected the table's "
                + table.getRows()
                + " rows, found "
                + table.getVocabulary().getSize());
      }
      long rows = rowsOfWidth.merge(table.getWidth(), (long) table.getRows(), Long::sum);
      if (rows > Integer.MAX_VALUE) {
        throw new SpecException(
            path + ".rows",
            "expected at most "
                + Integer.MAX_VALUE
                + " rows in all tables of width "
                + table.getWidth()
                + ", found "
                + rows);
      }
    }
  }

  private void features() {
    if (spec.getFeaturesCount() == 0) {
      throw new SpecException("features", "expected at least one feature, found none");
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < spec.getFeaturesCount(); i++) {
      FeatureSpec feature = spec.getFeatures(i);
      String path = "features[" + i + "]";
      checkName(path + ".name", feature.getName());
      if (!names.add(feature.getName())) {
        throw new SpecException(path + ".name", "duplicate feature: " + feature.getName());
      }
      switch (feature.getKindCase()) {
        case NUMERIC -> numeric(path + ".numeric", feature.getNumeric());
        case CATEGORICAL -> categorical(path + ".categorical", feature.getCategorical());
        case KIND_NOT_SET ->
            throw new SpecException(path, "expected numeric or categorical, found neither");
      }
    }
  }

  private void numeric(String path, NumericFeature numeric) {
    if (numeric.getTransform() == NumericFeature.Transform.UNRECOGNIZED) {
      throw new SpecException(path + ".transform", "unknown: " + numeric.getTransformValue());
    }
    if (!Double.isFinite(numeric.getMean())) {
      throw new SpecException(
          path + ".mean", "expected a finite number, found " + numeric.getMean());
    }
    double deviation = numeric.getStandardDeviation();
    if (!(Double.isFinite(deviation) && (float) deviation > 0)) {
      throw new SpecException(
          path + ".standard_deviation", "expected a positive number, found " + deviation);
    }
    if (numeric.hasBuckets()) {
      buckets(path + ".buckets", numeric.getBuckets());
    }
  }

  private void buckets(String path, Buckets buckets) {
    for (int i = 0; i < buckets.getBoundariesCount(); i++) {
      double boundary = buckets.getBoundaries(i);
      if (!Double.isFinite(boundary)) {
        throw new SpecException(
            path + ".boundaries[" + i + "]", "expected a finite number, found " + boundary);
      }
      if (i > 0 && !((float) buckets.getBoundaries(i - 1) < (float) boundary)) {
        throw new SpecException(
            path + ".boundaries[" + i + "]",
            "expected more than " + buckets.getBoundaries(i - 1) + ", found " + boundary);
      }
    }
    EmbeddingTable table = table(path + ".embedding_table", buckets.getEmbeddingTable());
    if (table.getRows() != buckets.getBoundariesCount() + 3) {
      throw new SpecException(
          path + ".embedding_table",
          "expected a table of "
              + (buckets.getBoundariesCount() + 3)
              + " rows (missing, zero, and one more than boundaries), found "
              + table.getRows());
    }
  }

  private void categorical(String path, CategoricalFeature categorical) {
    table(path + ".embedding_table", categorical.getEmbeddingTable());
    if (categorical.getPooling() == CategoricalFeature.Pooling.UNRECOGNIZED) {
      throw new SpecException(path + ".pooling", "unknown: " + categorical.getPoolingValue());
    }
    if (!categorical.getMultiValued()
        && categorical.getPooling() != CategoricalFeature.Pooling.MEAN) {
      throw new SpecException(
          path + ".pooling",
          "expected none for a single-valued feature, found " + categorical.getPooling());
    }
  }

  private EmbeddingTable table(String path, String name) {
    EmbeddingTable table = tables.get(name);
    if (table == null) {
      throw new SpecException(
          path, "expected the name of an embedding table, found \"" + name + "\"");
    }
    usedTables.add(name);
    return table;
  }

  private void unusedTables() {
    for (int i = 0; i < spec.getEmbeddingTablesCount(); i++) {
      String name = spec.getEmbeddingTables(i).getName();
      if (!usedTables.contains(name)) {
        throw new SpecException("embedding_tables[" + i + "]", "no feature reads table " + name);
      }
    }
  }

  private void tasks() {
    if (spec.getTasksCount() == 0) {
      throw new SpecException("tasks", "expected at least one task, found none");
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < spec.getTasksCount(); i++) {
      TaskSpec task = spec.getTasks(i);
      String path = "tasks[" + i + "]";
      checkNodeName(path + ".name", task.getName());
      if (!names.add(task.getName())) {
        throw new SpecException(path + ".name", "duplicate task: " + task.getName());
      }
      if (task.getKind() == TaskSpec.Kind.UNRECOGNIZED) {
        throw new SpecException(path + ".kind", "unknown: " + task.getKindValue());
      }
      checkUnits(path + ".tower_units", task.getTowerUnitsList());
      if (!Double.isFinite(task.getHeadBias())) {
        throw new SpecException(
            path + ".head_bias", "expected a finite number, found " + task.getHeadBias());
      }
      double shift = task.getPredictionLogitShift();
      if (!Double.isFinite(shift) || (shift != 0 && task.getKind() != TaskSpec.Kind.BINARY)) {
        throw new SpecException(
            path + ".prediction_logit_shift",
            "expected a finite number of a binary task, found " + shift);
      }
    }
  }

  static void checkUnits(String path, List<Integer> units) {
    for (int i = 0; i < units.size(); i++) {
      checkSize(path + "[" + i + "]", units.get(i));
    }
  }

  static void checkPositive(String path, double number) {
    if (!((float) number > 0 && Double.isFinite((float) number))) {
      throw new SpecException(path, "expected a positive number, found " + number);
    }
  }

  /** A uint32 above the largest int reads as a negative int. */
  static void checkSize(String path, int size) {
    if (size <= 0) {
      throw new SpecException(
          path, "expected 1 to " + Integer.MAX_VALUE + ", found " + Integer.toUnsignedString(size));
    }
  }

  static void checkName(String path, String name) {
    if (name.isBlank() || name.chars().anyMatch(Character::isISOControl)) {
      throw new SpecException(
          path, "expected a name without control characters, found \"" + name + "\"");
    }
  }

  /** A name that may stand in the name of a graph's node. */
  static void checkNodeName(String path, String name) {
    if (!NODE_NAME.matcher(name).matches()) {
      throw new SpecException(
          path,
          "expected letters, digits, '_', '.' or '-', the first a letter or digit, found \""
              + name
              + "\"");
    }
  }
}

package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import io.github.ple4j.graph.AsymmetricSharing;
import io.github.ple4j.graph.EmbeddingTable;
import io.github.ple4j.graph.FeatureSpec;
import io.github.ple4j.graph.Gate;
import io.github.ple4j.graph.ModelGraph;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.ModelSpecs;
import io.github.ple4j.graph.NumericFeature;
import io.github.ple4j.graph.TableRows;
import io.github.ple4j.graph.TaskSpec;
import io.github.ple4j.graph.Variable;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Gives a new model what a model trained before has learnt, on other data and with other
 * vocabularies: rows of embeddings by token, and every other variable of the same name and shape,
 * unless what it reads or mixes is another thing in the new model. The rest keeps its initial
 * values.
 */
public final class WarmStart {
  /**
   * Of cross-stitch and sluice, SNR, Gumbel-matrix routing, routing networks and MRAN: what has a
   * place for each task by its number.
   */
  private static final Pattern BY_TASK =
      Pattern.compile("(^|/)(stitch|routes|choice|policy)/|^tasks/embeddings$");

  private final TrainedModel from;
  private final TrainedVariables trained;
  private final ModelGraph model;
  private final ImmutableMap<String, TableMatch> tables;
  private final ImmutableSet<String> otherMeaning;

  private WarmStart(
      TrainedModel from,
      TrainedVariables trained,
      ModelGraph model,
      ImmutableMap<String, ImmutableList<String>> vocabularies) {
    this.from = from;
    this.trained = trained;
    this.model = model;
    ImmutableMap.Builder<String, TableMatch> matches = ImmutableMap.builder();
    for (EmbeddingTable table : model.spec().getEmbeddingTablesList()) {
      matches.put(table.getName(), match(table, vocabularies));
    }
    this.tables = matches.buildOrThrow();
    this.otherMeaning = otherMeaning();
  }

  /**
   * A spec derived from new data, with the numeric features that the trained weights know:
   * transform, constants, missing indicator and bucket boundaries of features of the same name are
   * the trained ones, and so are the rows of their buckets' tables.
   *
   * @throws RunException if the trained buckets are in a table that is here a vocabulary's or a
   *     hash's
   * @throws io.github.ple4j.graph.SpecException if the spec is not valid with them
   */
  public static ModelSpec adopt(ModelSpec derived, ModelSpec trained) {
    Map<String, NumericFeature> numerics = new LinkedHashMap<>();
    for (FeatureSpec feature : trained.getFeaturesList()) {
      if (feature.hasNumeric()) {
        numerics.put(feature.getName(), feature.getNumeric());
      }
    }
    Map<String, EmbeddingTable> tables = new LinkedHashMap<>(tablesByName(derived));
    ModelSpec.Builder spec = derived.toBuilder();
    for (FeatureSpec.Builder feature : spec.getFeaturesBuilderList()) {
      NumericFeature known = numerics.get(feature.getName());
      if (feature.hasNumeric() && known != null) {
        feature.setNumeric(known);
        if (known.hasBuckets()) {
          EmbeddingTable table = bucketTable(feature.getName(), known, tables, trained);
          tables.put(table.getName(), table);
        }
      }
    }
    Set<String> read = new HashSet<>();
    for (FeatureSpec feature : spec.getFeaturesList()) {
      read.add(feature.getCategorical().getEmbeddingTable());
      read.add(feature.getNumeric().getBuckets().getEmbeddingTable());
    }
    tables.keySet().retainAll(read);
    ModelSpec adopted = spec.clearEmbeddingTables().addAllEmbeddingTables(tables.values()).build();
    ModelSpecs.validate(adopted);
    return adopted;
  }

  /**
   * Reads the trained variables and assigns what the new model takes of them, one variable after
   * the other; a variable that takes nothing is not assigned.
   *
   * @param model its spec should be {@link #adopt}ed
   * @param vocabularies the tokens, from id 1, of every table of the model that has a vocabulary
   * @param initialValues a new array of a variable's value, row by row; asked for embeddings only
   * @param assign takes a value in the same form
   * @throws RunException if nothing can be taken, before anything is assigned
   */
  static WarmStartReport apply(
      TrainedModel from,
      ModelGraph model,
      ImmutableMap<String, ImmutableList<String>> vocabularies,
      Function<Variable, float[]> initialValues,
      BiConsumer<Variable, float[]> assign) {
    try (TrainedVariables trained = from.open()) {
      return new WarmStart(from, trained, model, vocabularies).run(initialValues, assign);
    }
  }

  private WarmStartReport run(
      Function<Variable, float[]> initialValues, BiConsumer<Variable, float[]> assign) {
    WarmStartReport report = report();
    if (report.taken().isEmpty()) {
      throw new RunException(
          from.directory()
              + ": expected variables of the names and shapes of this model, found none;"
              + " name a model of its kind");
    }
    for (Variable variable : model.variables()) {
      Optional<Variable> source = source(variable);
      if (source.isPresent()) {
        float[] values = trained.values(source.get());
        assign.accept(
            variable,
            variable.role() == Variable.Role.EMBEDDING
                ? merged(variable, values, initialValues.apply(variable))
                : values);
      }
    }
    return report;
  }

  private WarmStartReport report() {
    ImmutableList.Builder<String> taken = ImmutableList.builder();
    ImmutableList.Builder<String> initialized = ImmutableList.builder();
    for (Variable variable : model.variables()) {
      (source(variable).isPresent() ? taken : initialized).add(variable.name());
    }
    ImmutableList.Builder<WarmStartReport.Table> reports = ImmutableList.builder();
    tables.values().forEach(table -> reports.add(table.report()));
    for (String name : tablesByName(from.spec()).keySet()) {
      if (!tables.containsKey(name)) {
        reports.add(new WarmStartReport.Table.Gone(name));
      }
    }
    return new WarmStartReport(
        from.directory(), taken.build(), initialized.build(), reports.build());
  }

  /** The trained variable from which a variable takes values, if there is one. */
  private Optional<Variable> source(Variable variable) {
    if (variable.role() == Variable.Role.AVERAGE && !hasLayerOf(variable)) {
      return Optional.empty();
    }
    return trained
        .find(variable.name())
        .filter(
            source ->
                variable.role() == Variable.Role.EMBEDDING
                    ? tables.values().stream().anyMatch(table -> isIn(table, variable))
                    : source.shape().equals(variable.shape())
                        && !otherMeaning.contains(variable.name()));
  }

  /** Whether the layer is taken of which a variable is an average. */
  private boolean hasLayerOf(Variable average) {
    String weights = average.name().replaceFirst("[^/]*$", "weights");
    return model.variables().stream()
        .filter(variable -> variable.name().equals(weights))
        .anyMatch(variable -> source(variable).isPresent());
  }

  /** Whether rows of the table are taken, and the variable holds the tables of its width. */
  private static boolean isIn(TableMatch table, Variable variable) {
    return table.isTaken() && table.width() == variable.shape().get(1);
  }

  /**
   * The initial values of an embedding variable, with the trained rows in the place of known ones.
   */
  private float[] merged(Variable variable, float[] values, float[] initial) {
    Map<String, TableRows> from = TableRows.of(this.from.spec());
    Map<String, TableRows> to = TableRows.of(model.spec());
    tables.forEach(
        (name, table) -> {
          if (isIn(table, variable)) {
            table.copy(
                values,
                Objects.requireNonNull(from.get(name)),
                initial,
                Objects.requireNonNull(to.get(name)));
          }
        });
    return initial;
  }

  private TableMatch match(
      EmbeddingTable table, ImmutableMap<String, ImmutableList<String>> vocabularies) {
    EmbeddingTable old = tablesByName(from.spec()).get(table.getName());
    if (old == null) {
      return TableMatch.initialized(table, "not there");
    }
    if (old.getWidth() != table.getWidth()) {
      return TableMatch.initialized(
          table, "width " + table.getWidth() + " here, " + old.getWidth() + " there");
    }
    if (old.getEncodingCase() != table.getEncodingCase()) {
      return TableMatch.initialized(table, "another encoding there");
    }
    if (!hasVariable(table.getWidth())) {
      return TableMatch.initialized(table, "another variable there");
    }
    if (table.hasVocabulary()) {
      return TableMatch.byToken(
          table, tokens(vocabularies, table), tokens(from.vocabularies(), table));
    }
    return TableMatch.byId(model.spec(), table, from.spec(), old);
  }

  /** Whether both models have a variable of the same name for tables of a width. */
  private boolean hasVariable(int width) {
    return model.variables().stream()
        .filter(variable -> variable.role() == Variable.Role.EMBEDDING)
        .filter(variable -> variable.shape().get(1) == width)
        .anyMatch(variable -> trained.find(variable.name()).isPresent());
  }

  /**
   * Names of variables that may have the same shape in both models, but not the same meaning: maps
   * of the input representation where its columns are others, gates of other experts, heads of
   * another kind, and what has a place for each task, or for each numeric column, where those are
   * others or in another order.
   */
  private ImmutableSet<String> otherMeaning() {
    ImmutableSet.Builder<String> names = ImmutableSet.builder();
    ImmutableList<InputColumns> columns = InputColumns.of(model.spec());
    if (!columns.equals(InputColumns.of(from.spec()))) {
      long width = columns.stream().mapToLong(InputColumns::width).sum();
      for (Variable variable : model.variables()) {
        if (variable.role() == Variable.Role.DENSE && variable.shape().get(0) == width) {
          names.add(variable.name()); // whether or not it reads them: shapes do not tell
        }
      }
    }
    boolean sameTasks = taskNames(model.spec()).equals(taskNames(from.spec()));
    boolean sameNumerics = numericColumns(model.spec()).equals(numericColumns(from.spec()));
    for (Variable variable : model.variables()) {
      String name = variable.name();
      if ((!sameTasks && BY_TASK.matcher(name).find())
          || (!sameNumerics && name.startsWith("fields/numeric/"))) {
        names.add(name);
      }
    }
    ImmutableMap<String, Gate> gates = Maps.uniqueIndex(trained.model().gates(), Gate::name);
    for (Gate gate : model.gates()) {
      Gate old = gates.get(gate.name());
      if (old != null && !old.experts().equals(gate.experts())) {
        names.add(gate.name() + "/weights", gate.name() + "/bias");
      }
    }
    ImmutableMap<String, TaskSpec> tasks =
        Maps.uniqueIndex(from.spec().getTasksList(), TaskSpec::getName);
    for (TaskSpec task : model.spec().getTasksList()) {
      TaskSpec old = tasks.get(task.getName());
      if (!sources(model.spec(), task.getName()).equals(sources(from.spec(), task.getName()))) {
        String tower = "task/" + task.getName() + "/";
        model.variables().stream()
            .map(Variable::name)
            .filter(name -> name.startsWith(tower))
            .forEach(names::add);
      }
      if (old != null && old.getKind() != task.getKind()) {
        String head = "task/" + task.getName() + "/head/";
        names.add(head + "weights", head + "bias");
      }
    }
    return names.build();
  }

  /** What the tower of a task puts together of asymmetric sharing's bottoms; empty of another. */
  private static ImmutableList<String> sources(ModelSpec spec, String task) {
    AsymmetricSharing asymmetric = spec.getAsymmetricSharing();
    int index = taskNames(spec).indexOf(task);
    return index < 0 || index >= asymmetric.getSourcesCount()
        ? ImmutableList.of()
        : ImmutableList.<String>builder()
            .add(asymmetric.getFusion().name())
            .addAll(asymmetric.getSources(index).getBottomsList())
            .build();
  }

  private static ImmutableList<String> taskNames(ModelSpec spec) {
    return spec.getTasksList().stream()
        .map(TaskSpec::getName)
        .collect(ImmutableList.toImmutableList());
  }

  private static ImmutableList<String> numericColumns(ModelSpec spec) {
    return spec.getFeaturesList().stream()
        .filter(FeatureSpec::hasNumeric)
        .map(of -> of.getName() + (of.getNumeric().getMissingIndicator() ? " and missing" : ""))
        .collect(ImmutableList.toImmutableList());
  }

  /** Columns of the input representation; their order follows from that of these. */
  private record InputColumns(String name, int width) {
    static ImmutableList<InputColumns> of(ModelSpec spec) {
      ImmutableMap<String, EmbeddingTable> tables = tablesByName(spec);
      ImmutableList.Builder<InputColumns> columns = ImmutableList.builder();
      for (FeatureSpec feature : spec.getFeaturesList()) {
        String name = feature.getName();
        NumericFeature numeric = feature.getNumeric();
        if (feature.hasNumeric()) {
          columns.add(new InputColumns(name, 1));
        }
        if (numeric.getMissingIndicator()) {
          columns.add(new InputColumns(name + " missing", 1));
        }
        EmbeddingTable buckets = tables.get(numeric.getBuckets().getEmbeddingTable());
        if (buckets != null) {
          columns.add(new InputColumns(name + " bucket", buckets.getWidth()));
        }
        EmbeddingTable embedding = tables.get(feature.getCategorical().getEmbeddingTable());
        if (embedding != null) {
          String bag = feature.getCategorical().getMultiValued() ? " bag" : " id";
          columns.add(new InputColumns(name + bag, embedding.getWidth()));
        }
      }
      return columns.build();
    }
  }

  private static EmbeddingTable bucketTable(
      String feature,
      NumericFeature numeric,
      Map<String, EmbeddingTable> tables,
      ModelSpec trained) {
    String name = numeric.getBuckets().getEmbeddingTable();
    EmbeddingTable table = tables.get(name);
    if (table == null) {
      return Objects.requireNonNull(tablesByName(trained).get(name));
    }
    if (table.getEncodingCase() != EmbeddingTable.EncodingCase.ENCODING_NOT_SET) {
      throw new RunException(
          "expected a table "
              + name
              + " for the trained buckets of feature "
              + feature
              + ", found one of "
              + (table.hasVocabulary() ? "a vocabulary" : "hash buckets")
              + "; rename the feature that reads it");
    }
    return table.toBuilder().setRows(numeric.getBuckets().getBoundariesCount() + 3).build();
  }

  private static ImmutableList<String> tokens(
      ImmutableMap<String, ImmutableList<String>> vocabularies, EmbeddingTable table) {
    ImmutableList<String> tokens = vocabularies.get(table.getName());
    if (tokens == null) {
      throw new IllegalArgumentException("no vocabulary of table " + table.getName());
    }
    return tokens;
  }

  private static ImmutableMap<String, EmbeddingTable> tablesByName(ModelSpec spec) {
    return Maps.uniqueIndex(spec.getEmbeddingTablesList(), EmbeddingTable::getName);
  }
}

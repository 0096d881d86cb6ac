package io.github.ple4j.datasets;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.datasets.Feature.Categorical;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Ali-CCP (Alibaba click and conversion prediction, Tianchi data set 408): 42 million samples of
 * train and 43 million of test, each of a user, an item, and what they have in common. Tasks:
 *
 * <ul>
 *   <li>{@code ctr}: a click, of all samples;
 *   <li>{@code cvr}: a conversion, of clicked samples;
 *   <li>{@code ctcvr}: a click with a conversion, of all samples.
 * </ul>
 *
 * <p>Raw files are prepared once by {@link AliCcpPreparation} and opened here, mapped into memory.
 * Features have the numbers of their fields as names. Of a single-valued field, the token {@code 0}
 * stands for the lack of a value. Groups are users.
 */
public final class AliCcp {
  static final String NAME = "ali-ccp";

  /** Of data that are not real, so that every figure made from them says so. */
  static final String SYNTHETIC_NAME = "ali-ccp-synthetic";

  private static final String ABSENT = "0";

  private AliCcp() {}

  /** Which fields are features. */
  public enum Fields {
    /** All 23; those of many values are bags, weighted where the data have weights. */
    ALL,
    /**
     * The 18 of the AITM paper's experiments (Xi et al., KDD 2021), without weights: without
     * 109_14, 110_14, 127_14, 150_14 and 210, and of 853 the last id.
     */
    SINGLE_VALUED
  }

  /** The tasks. */
  public enum Task {
    CTR,
    CVR,
    CTCVR;

    /** The label's name. */
    public String title() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What of the prepared data is used.
   *
   * @param tasks one or more, each once
   */
  public record Options(Fields fields, ImmutableList<Task> tasks) {
    /** Checks the tasks. */
    public Options {
      checkArgument(!tasks.isEmpty(), "expected one task or more");
      checkArgument(tasks.stream().distinct().count() == tasks.size(), "a task twice: %s", tasks);
    }

    /** All fields, CTR and CVR. */
    public static Options defaults() {
      return new Options(Fields.ALL, ImmutableList.of(Task.CTR, Task.CVR));
    }

    /** With other fields. */
    public Options withFields(Fields other) {
      return new Options(other, tasks);
    }

    /** With other tasks. */
    public Options withTasks(List<Task> other) {
      return new Options(fields, ImmutableList.copyOf(other));
    }
  }

  /**
   * Finds prepared data: in {@code explicit}; else in {@code ali-ccp} of the directory that the
   * variable {@code PLE_DATA_DIR} names, if it is there; else in {@code .cache/ple/ali-ccp} of
   * {@code home}.
   */
  public static Path locate(Optional<Path> explicit, Map<String, String> environment, Path home) {
    if (explicit.isPresent()) {
      return explicit.get();
    }
    String variable = environment.getOrDefault("PLE_DATA_DIR", "");
    if (!variable.isBlank() && Files.isDirectory(Path.of(variable, NAME))) {
      return Path.of(variable, NAME);
    }
    return home.resolve(".cache").resolve("ple").resolve(NAME);
  }

  /**
   * Opens prepared data.
   *
   * @throws DataException if they are not prepared, incomplete or damaged in length
   */
  public static Dataset open(Path directory, Options options) {
    if (!ColumnStore.isStore(directory)) {
      throw new DataException(
          directory
              + ": expected data that were prepared from Ali-CCP's files, found none; prepare them"
              + " once (ple data prepare ali-ccp --source DIR --out DIR)");
    }
    ColumnStore store = ColumnStore.open(directory);
    StoreManifest manifest = store.manifest();
    if (!manifest.getDataSet().equals(NAME) && !manifest.getDataSet().equals(SYNTHETIC_NAME)) {
      throw new DataException(
          directory + ": expected data of " + NAME + ", found those of " + manifest.getDataSet());
    }
    Schema schema = schema(options);
    List<AliCcpField> fields = fields(options.fields());
    ImmutableMap.Builder<String, Vocabulary> vocabularies = ImmutableMap.builder();
    for (AliCcpField field : fields) {
      vocabularies.put(field.number(), vocabulary(store, field));
    }
    return new LoadedDataset(
        manifest.getDataSet(),
        schema,
        vocabularies.buildOrThrow(),
        AliCcpSplit.open(store, "train", "train", schema, fields, options.tasks()),
        AliCcpSplit.open(store, "train", "validation", schema, fields, options.tasks()),
        AliCcpSplit.open(store, "test", "test", schema, fields, options.tasks()),
        provenance(manifest, options),
        Optional.of(ABSENT),
        manifest.getDataSet().equals(SYNTHETIC_NAME));
  }

  /** The features and labels. */
  static Schema schema(Options options) {
    boolean bags = options.fields() == Fields.ALL;
    ImmutableList.Builder<Feature> features = ImmutableList.builder();
    for (AliCcpField field : fields(options.fields())) {
      features.add(
          new Categorical(
              field.number(),
              bags && field.isMultiValued(),
              bags && field.isWeighted(),
              new Encoding.VocabularyEncoding(Encoding.TokenType.LONG)));
    }
    ImmutableList.Builder<Label> labels = ImmutableList.builder();
    for (Task task : options.tasks()) {
      Optional<String> space = task == Task.CVR ? Optional.of("clicked") : Optional.empty();
      labels.add(new Label(task.title(), Label.Kind.BINARY, space));
    }
    return new Schema(
        features.build(), labels.build(), /* hasSampleWeight= */ false, /* hasGroupId= */ true);
  }

  static String vocabularyColumn(AliCcpField field) {
    return "vocabulary/" + field.number();
  }

  private static List<AliCcpField> fields(Fields fields) {
    return AliCcpField.ALL.stream()
        .filter(
            field ->
                fields == Fields.ALL
                    || !field.isMultiValued()
                    || field == AliCcpField.INTENTION_CROSS)
        .toList();
  }

  private static Vocabulary vocabulary(ColumnStore store, AliCcpField field) {
    int[] ids = store.column(vocabularyColumn(field)).toInts();
    List<String> tokens = new ArrayList<>(ids.length);
    for (int id : ids) {
      tokens.add(Integer.toString(id));
    }
    return Vocabulary.of(tokens);
  }

  private static ImmutableMap<String, String> provenance(StoreManifest manifest, Options options) {
    ImmutableMap.Builder<String, String> provenance = ImmutableMap.builder();
    provenance.put("data", manifest.getDataSet());
    provenance.put("fields", options.fields().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    provenance.put("tasks", String.join("+", options.tasks().stream().map(Task::title).toList()));
    provenance.putAll(manifest.getOptionsMap());
    for (StoreSource source : manifest.getSourcesList()) {
      provenance.put(source.getName() + ".sha256", source.getSha256());
    }
    return provenance.buildOrThrow();
  }
}

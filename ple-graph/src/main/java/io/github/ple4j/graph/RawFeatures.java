package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.HashTable;
import org.tensorflow.op.core.InitializeTableFromTextFile;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * The features of a batch as a caller has them, by name, and their way to ids through lookup tables
 * that are read from vocabulary files. One chain serves three kinds of caller, as TensorFlow
 * computes nothing before a tensor that is fed: serialized examples -> raw features -> ids and
 * floats -> model.
 *
 * <p>Raw features are
 *
 * <ul>
 *   <li>a numeric one, {@code [B]} floats, NaN where missing;
 *   <li>a single-valued categorical one, {@code [B]} strings; longs, if its tokens are longs or it
 *       has no tokens; an unknown token has the id 0, and so does a missing one: the empty string,
 *       or {@link #MISSING_LONG};
 *   <li>a multi-valued one, {@code [B, n]} of the same types, with {@code [B, n]} floats under the
 *       name with {@code .weights} appended; a weight of 0 is padding;
 *   <li>of a weighted single-valued one, {@code [B]} floats under its name with {@code .weights}.
 * </ul>
 */
public final class RawFeatures {
  /** What is appended to a feature's name to name its weights. */
  public static final String WEIGHTS = ".weights";

  /** Stands for a missing long: no vocabulary should have it, and it is an id of no table. */
  public static final long MISSING_LONG = Long.MIN_VALUE;

  private final Ops tf;
  private final ModelSpec spec;
  private final Optional<ExampleFeatures> parsed;
  private final ImmutableMap.Builder<String, Operand<?>> inputs = ImmutableMap.builder();
  private final SortedMap<String, Operand<TString>> vocabularyFiles = new TreeMap<>();
  private final Map<String, Operand<? extends TType>> tables = new TreeMap<>();
  private final List<Op> initializers = new ArrayList<>();
  private final ImmutableMap.Builder<String, EncodedBag> encodedBags = ImmutableMap.builder();
  private final FeatureInputs encoded;
  private final Operation initializer;

  private RawFeatures(Ops tf, ModelSpec spec, boolean examples) {
    this.tf = tf.withSubScope("raw");
    this.spec = spec;
    this.parsed =
        examples
            ? Optional.of(ExampleFeatures.parse(tf.withSubScope("tf_example"), spec))
            : Optional.empty();
    this.encoded = encode(tf.withSubScope("encoded"));
    this.initializer =
        tf.withControlDependencies(initializers).withName("initialize_tables").noOp().op();
  }

  /**
   * Adds the chain to a graph.
   *
   * @param examples whether it begins with serialized examples
   * @throws SpecException if the spec is not valid
   */
  public static RawFeatures build(Ops tf, ModelSpec spec, boolean examples) {
    ModelSpecs.validate(spec);
    return new RawFeatures(tf, spec, examples);
  }

  /**
   * An encoded multi-valued feature, padded; each tensor may be fed.
   *
   * @param ids {@code [B, n]}
   * @param weights {@code [B, n]}; 0 is padding
   */
  public record EncodedBag(Operand<TInt32> ids, Operand<TFloat32> weights) {}

  /** The encoded multi-valued features, by name. */
  public ImmutableMap<String, EncodedBag> encodedBags() {
    return encodedBags.buildOrThrow();
  }

  /**
   * What a model reads; {@code numeric}, {@code ids} and {@code idWeights} may be fed, and {@link
   * #encodedBags} in place of the bags.
   */
  public FeatureInputs encoded() {
    return encoded;
  }

  /** The tensors to feed with raw features, by name. */
  public ImmutableMap<String, Operand<?>> inputs() {
    return inputs.buildOrThrow();
  }

  /** The tensor to feed with serialized {@code tf.Example}s, {@code [B]} strings. */
  public Optional<Operand<TString>> examples() {
    return parsed.map(ExampleFeatures::serialized);
  }

  /** Of every embedding table that has a vocabulary, the tensor with the name of its file. */
  public ImmutableSortedMap<String, Operand<TString>> vocabularyFiles() {
    return ImmutableSortedMap.copyOfSorted(vocabularyFiles);
  }

  /** Reads the vocabulary files into the tables; to be run once in a session. */
  public Operation initializer() {
    return initializer;
  }

  private FeatureInputs encode(Ops place) {
    List<Operand<TFloat32>> numerics = new ArrayList<>();
    List<Operand<TInt32>> ids = new ArrayList<>();
    List<Operand<TFloat32>> idWeights = new ArrayList<>();
    ImmutableList.Builder<FeatureInputs.Bag> bags = ImmutableList.builder();
    FeatureColumns columns = FeatureColumns.of(spec);
    for (FeatureSpec feature : spec.getFeaturesList()) {
      if (feature.hasNumeric()) {
        numerics.add(input(feature.getName(), TFloat32.class, 1));
      } else if (feature.getCategorical().getMultiValued()) {
        bags.add(bag(place, feature));
      } else {
        ids.add(ids(feature, raw(feature, 1)));
        if (feature.getCategorical().getWeighted()) {
          idWeights.add(input(feature.getName() + WEIGHTS, TFloat32.class, 1));
        } else if (columns.hasIdWeights()) {
          idWeights.add(tf.onesLike(tf.dtypes.cast(ids.get(ids.size() - 1), TFloat32.class)));
        }
      }
    }
    if (numerics.isEmpty() && ids.isEmpty()) {
      throw new SpecException(
          "features", "expected a feature that is not multi-valued, found none: it tells the rows");
    }
    Operand<TInt32> rows = tf.shape(numerics.isEmpty() ? ids.get(0) : numerics.get(0)); // [1]
    return new FeatureInputs(
        overridable(place.withName("floats"), columns(numerics, rows, 0f), numerics.size()),
        overridable(place.withName("ids"), columns(ids, rows, 0), ids.size()),
        columns.hasIdWeights()
            ? Optional.of(
                overridable(place.withName("id_weights"), columns(idWeights, rows, 1f), ids.size()))
            : Optional.empty(),
        bags.build());
  }

  private FeatureInputs.Bag bag(Ops place, FeatureSpec feature) {
    Ops bag = place.withSubScope("bag_" + spec.getFeaturesList().indexOf(feature));
    Operand<TInt32> ids = // [B, n]
        bag.withName("ids").placeholderWithDefault(ids(feature, raw(feature, 2)), Shape.of(-1, -1));
    Operand<TFloat32> weights = // [B, n]
        bag.withName("weights")
            .placeholderWithDefault(
                input(feature.getName() + WEIGHTS, TFloat32.class, 2), Shape.of(-1, -1));
    encodedBags.put(feature.getName(), new EncodedBag(ids, weights));
    Operand<TInt32> shape = tf.shape(ids); // B, n
    Operand<TInt32> rows = // [B, 1]
        tf.reshape(
            tf.range(tf.constant(0), element(shape, 0), tf.constant(1)),
            tf.constant(new int[] {-1, 1}));
    Operand<TInt32> flat = tf.constant(new int[] {-1});
    return new FeatureInputs.Bag(
        tf.reshape(ids, flat),
        tf.reshape(tf.broadcastTo(rows, shape), flat),
        tf.reshape(weights, flat));
  }

  /** Raw values of a categorical feature, {@code [B]} or {@code [B, n]}. */
  private Operand<? extends TType> raw(FeatureSpec feature, int rank) {
    return RawType.of(spec, feature) == RawType.STRING
        ? input(feature.getName(), TString.class, rank)
        : input(feature.getName(), TInt64.class, rank);
  }

  private <T extends TType> Operand<T> input(String name, Class<T> type, int rank) {
    Shape shape = rank == 1 ? Shape.of(-1) : Shape.of(-1, -1);
    // A feature's name may have characters that a node's may not.
    Ops place = tf.withName("input");
    Operand<T> tensor =
        parsed.isPresent()
            ? place.placeholderWithDefault(parsed.get().value(name, type), shape)
            : place.placeholder(type, Placeholder.shape(shape));
    inputs.put(name, tensor);
    return tensor;
  }

  private Operand<TInt32> ids(FeatureSpec feature, Operand<? extends TType> raw) {
    EmbeddingTable table = RawType.table(spec, feature);
    if (table.hasVocabulary()) {
      return lookUp(table, raw);
    }
    if (table.hasHashBuckets()) {
      @SuppressWarnings("unchecked") // RawType says so
      Operand<TString> tokens = (Operand<TString>) raw;
      long buckets = table.getRows();
      Operand<TInt32> hash =
          tf.dtypes.cast(tf.strings.toHashBucketFast(tokens, buckets), TInt32.class);
      return tf.select(tf.math.equal(tokens, tf.constant("")), tf.zerosLike(hash), hash);
    }
    @SuppressWarnings("unchecked") // RawType says so
    Operand<TInt64> plain = (Operand<TInt64>) raw;
    // A long that is no int is no id either; a plain cast could make one of it.
    Operand<TInt64> largest = tf.constant((long) Integer.MAX_VALUE);
    return tf.dtypes.cast(
        tf.math.maximum(tf.constant(-1L), tf.math.minimum(plain, largest)), TInt32.class);
  }

  private Operand<TInt32> lookUp(EmbeddingTable table, Operand<? extends TType> raw) {
    Operand<? extends TType> handle = tables.computeIfAbsent(table.getName(), n -> table(table));
    Operand<TInt64> line = // -1 where the token is unknown
        tf.lookupTableFind(handle, raw, tf.constant(-1L));
    return tf.dtypes.cast(tf.math.add(line, tf.constant(1L)), TInt32.class);
  }

  private Operand<? extends TType> table(EmbeddingTable spec) {
    String file = VocabularyFiles.name(spec.getName());
    Operand<TString> path = tf.withName("vocabulary_file").constant(file);
    boolean strings = RawType.ofTokens(spec) == RawType.STRING;
    HashTable.Options shared = HashTable.sharedName("vocabulary/" + spec.getName());
    Operand<? extends TType> handle =
        strings
            ? tf.hashTable(TString.class, TInt64.class, shared)
            : tf.hashTable(TInt64.class, TInt64.class, shared);
    long wholeLine = -2;
    long lineNumber = -1;
    // Some runtimes initialise again at every call, and then do not say where the file is.
    Operand<TString> found =
        tf.switchCond(path, tf.math.notEqual(path, tf.constant(file))).outputTrue();
    initializers.add(
        tf.initializeTableFromTextFile(
            handle,
            found,
            strings ? wholeLine : 0,
            lineNumber,
            // A file that lost lines is refused when it is read.
            InitializeTableFromTextFile.vocabSize((long) spec.getVocabulary().getSize() - 1)));
    vocabularyFiles.put(spec.getName(), path);
    return handle;
  }

  /** Columns side by side, {@code [B, columns]}. */
  private <T extends TType> Operand<T> columns(
      List<Operand<T>> columns, Operand<TInt32> rows, Number fill) {
    if (columns.isEmpty()) {
      Operand<TInt32> empty = tf.concat(List.of(rows, tf.constant(new int[] {0})), tf.constant(0));
      @SuppressWarnings("unchecked") // the caller's number is of the columns' type
      Operand<T> value =
          (Operand<T>) (fill instanceof Float f ? tf.constant(f) : tf.constant(fill.intValue()));
      return tf.fill(empty, value);
    }
    return tf.stack(columns, Stack.axis(1L));
  }

  private <T extends TType> Operand<T> overridable(Ops place, Operand<T> value, int columns) {
    return place.placeholderWithDefault(value, Shape.of(-1, columns));
  }

  private Operand<TInt32> element(Operand<TInt32> vector, int index) {
    return tf.squeeze(tf.slice(vector, tf.constant(new int[] {index}), tf.constant(new int[] {1})));
  }
}

package io.github.ple4j.datasets;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.datasets.Feature.Categorical;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Rows as flat primitive arrays, to be filled by {@link Split#read} again and again. Arrays are
 * allocated for {@link #capacity()} rows; the first {@link #size()} rows are valid. Not
 * thread-safe.
 */
public final class Batch {

  private final Schema schema;
  private final int capacity;
  private int size;

  private final float[] numeric;
  private final int[] ids;
  private final float[] idWeights;
  private final ImmutableList<Bag> bags;
  private final float[][] labels;
  private final float[][] masks;
  private final float[] sampleWeight;
  private final long[] groupId;

  /** An empty batch for at most {@code capacity} rows of {@code schema}. */
  public Batch(Schema schema, int capacity) {
    checkArgument(capacity > 0, "capacity must be positive: %s", capacity);
    this.schema = schema;
    this.capacity = capacity;
    ImmutableList<Categorical> singleValued = schema.singleValued();
    boolean weighted = singleValued.stream().anyMatch(Categorical::weighted);
    numeric = new float[Math.multiplyExact(capacity, schema.numerics().size())];
    ids = new int[Math.multiplyExact(capacity, singleValued.size())];
    idWeights = weighted ? ones(ids.length) : new float[0];
    bags =
        Stream.generate(() -> new Bag(capacity))
            .limit(schema.multiValued().size())
            .collect(ImmutableList.toImmutableList());
    labels = new float[schema.labels().size()][capacity];
    masks = new float[schema.labels().size()][];
    Arrays.setAll(masks, task -> ones(capacity));
    sampleWeight = ones(capacity);
    groupId = new long[schema.hasGroupId() ? capacity : 0];
  }

  /** Most rows that the batch can hold. */
  public int capacity() {
    return capacity;
  }

  /** Number of rows. */
  public int size() {
    return size;
  }

  /**
   * Sets the number of rows; for those who fill batches.
   *
   * @throws IllegalArgumentException if there is no room for them
   */
  public void resize(int size) {
    checkArgument(size >= 0 && size <= capacity, "size must be in [0, %s]: %s", capacity, size);
    this.size = size;
  }

  /** {@code [size, numerics]}, row-major; {@link Float#NaN} where a value is missing. */
  public float[] numeric() {
    return numeric;
  }

  /** {@code [size, single-valued features]}, row-major. */
  public int[] ids() {
    return ids;
  }

  /**
   * {@code [size, single-valued features]}, row-major, 1 where a feature is unweighted; empty if no
   * single-valued feature of the schema is weighted.
   */
  public float[] idWeights() {
    return idWeights;
  }

  /** The multi-valued feature of this index among the multi-valued ones. */
  public Bag bag(int multiValuedIndex) {
    return bags.get(multiValuedIndex);
  }

  /** Labels of a task, {@code [size]}; of no meaning where the mask is 0. */
  public float[] label(int task) {
    return labels[task];
  }

  /** Mask of a task, {@code [size]}: 1 inside the task's sample space, 0 outside. */
  public float[] mask(int task) {
    return masks[task];
  }

  /** Weights of the rows, {@code [size]}; 1 if the schema has none. */
  public float[] sampleWeight() {
    return sampleWeight;
  }

  /** Ids of the rows' groups, {@code [size]}; empty if the schema has none. */
  public long[] groupId() {
    return groupId;
  }

  /** Sets the size to {@code count}, after checks that {@code rows} has such a range. */
  void begin(Schema of, int[] rows, int from, int count) {
    Objects.checkFromIndexSize(from, count, rows.length);
    checkArgument(schema.equals(of), "batch was made for another schema");
    resize(count);
  }

  private static float[] ones(int length) {
    float[] ones = new float[length];
    Arrays.fill(ones, 1f);
    return ones;
  }
}

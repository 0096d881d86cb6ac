package io.github.ple4j.datasets;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Samples of prepared data: a sample's own columns, and those of the user by reference.
 *
 * @param rows numbers of the split's samples in the table
 */
@SuppressWarnings("ArrayRecordComponent")
record AliCcpSplit(
    Schema schema,
    int[] rows,
    MappedColumn references,
    MappedColumn clicks,
    MappedColumn conversions,
    MappedColumn groups,
    ImmutableList<Single> singles,
    ImmutableList<Many> bags,
    ImmutableList<AliCcp.Task> tasks)
    implements Split {

  /** Where a feature of one id is read. */
  private interface Single {
    void gather(int[] samples, int[] users, Batch batch, int column, int width);
  }

  /** A feature of one id, with a weight or none. */
  private record Value(boolean ofUser, MappedColumn ids, Optional<MappedColumn> weights)
      implements Single {
    @Override
    public void gather(int[] samples, int[] users, Batch batch, int column, int width) {
      int[] rows = ofUser ? users : samples;
      int[] into = batch.ids();
      for (int i = 0; i < rows.length; i++) {
        into[i * width + column] = ids.getInt(rows[i]);
      }
      if (weights.isPresent()) {
        float[] weighted = batch.idWeights();
        for (int i = 0; i < rows.length; i++) {
          weighted[i * width + column] = weights.get().getFloat(rows[i]);
        }
      }
    }
  }

  /** The last of a feature's ids, that of the absent value where there is none. */
  private record Last(MappedColumn offsets, MappedColumn ids, int absent) implements Single {
    @Override
    public void gather(int[] samples, int[] users, Batch batch, int column, int width) {
      for (int i = 0; i < samples.length; i++) {
        long from = offsets.getLong(samples[i]);
        long to = offsets.getLong(samples[i] + 1L);
        batch.ids()[i * width + column] = to > from ? ids.getInt(to - 1) : absent;
      }
    }
  }

  /** A feature of many ids. */
  private record Many(
      boolean ofUser, MappedColumn offsets, MappedColumn ids, Optional<MappedColumn> weights) {
    void gather(int[] samples, int[] users, Bag into) {
      into.clear();
      for (int row : ofUser ? users : samples) {
        long from = offsets.getLong(row);
        int count = Math.toIntExact(offsets.getLong(row + 1L) - from);
        into.addAll(ids, weights, from, count);
        into.endRow();
      }
    }
  }

  /**
   * A split of a store.
   *
   * @param table whose samples it has: {@code train} or {@code test}
   * @param split the list of its samples
   */
  static AliCcpSplit open(
      ColumnStore store,
      String table,
      String split,
      Schema schema,
      List<AliCcpField> fields,
      ImmutableList<AliCcp.Task> tasks) {
    ImmutableList.Builder<Single> singles = ImmutableList.builder();
    ImmutableList.Builder<Many> bags = ImmutableList.builder();
    for (int i = 0; i < fields.size(); i++) {
      AliCcpField field = fields.get(i);
      Feature.Categorical feature = (Feature.Categorical) schema.features().get(i);
      String name = table + (field.isCommon() ? "/common/" : "/samples/") + field.number();
      MappedColumn ids = store.column(name);
      Optional<MappedColumn> weights =
          feature.weighted() ? Optional.of(store.column(name + ".weights")) : Optional.empty();
      if (feature.multiValued()) {
        bags.add(new Many(field.isCommon(), store.column(name + ".offsets"), ids, weights));
      } else if (field.isMultiValued()) {
        singles.add(new Last(store.column(name + ".offsets"), ids, 0));
      } else {
        singles.add(new Value(field.isCommon(), ids, weights));
      }
    }
    String samples = table + "/samples/";
    return new AliCcpSplit(
        schema,
        store.column(split + "/rows").toInts(),
        store.column(samples + "common_row"),
        store.column(samples + AliCcpImport.CLICK),
        store.column(samples + AliCcpImport.CONVERSION),
        store.column(table + "/common/group"),
        singles.build(),
        bags.build(),
        tasks);
  }

  @Override
  public int size() {
    return rows.length;
  }

  @Override
  public Batch newBatch(int capacity) {
    return new Batch(schema, capacity);
  }

  @Override
  public void read(int[] wanted, int from, int count, Batch batch) {
    batch.begin(schema, wanted, from, count);
    int[] samples = new int[count];
    int[] users = new int[count];
    for (int i = 0; i < count; i++) {
      samples[i] = rows[Objects.checkIndex(wanted[from + i], rows.length)];
    }
    for (int i = 0; i < count; i++) {
      users[i] = references.getInt(samples[i]);
    }
    for (int i = 0; i < singles.size(); i++) {
      singles.get(i).gather(samples, users, batch, i, singles.size());
    }
    for (int i = 0; i < bags.size(); i++) {
      bags.get(i).gather(samples, users, batch.bag(i));
    }
    for (int i = 0; i < count; i++) {
      batch.groupId()[i] = groups.getLong(users[i]);
    }
    for (int task = 0; task < tasks.size(); task++) {
      labels(tasks.get(task), samples, batch.label(task), batch.mask(task));
    }
  }

  private void labels(AliCcp.Task task, int[] samples, float[] labels, float[] masks) {
    for (int i = 0; i < samples.length; i++) {
      int click = clicks.getByte(samples[i]);
      int conversion = conversions.getByte(samples[i]);
      labels[i] = task == AliCcp.Task.CTR ? click : conversion;
      masks[i] = task == AliCcp.Task.CVR ? click : 1;
    }
  }
}

package io.github.ple4j.datasets;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The vocabulary of one field: the raw ids that enough samples of train have, the most frequent
 * first, equally frequent ones in ascending order. A user's id counts once for every sample of
 * train that refers to the user. Of single-valued fields the id 0, which the files do not have,
 * stands for the lack of a value, and is in the vocabulary however rare it is.
 *
 * @param ids the raw ids, of which the first has id 1
 * @param distinct raw ids in samples of train before the cut, without 0
 * @param present samples of train with a value of the field
 * @param values of the field in samples of train
 */
@SuppressWarnings("ArrayRecordComponent")
record AliCcpVocabulary(AliCcpField field, int[] ids, long distinct, long present, long values) {
  private static final int ROWS = 1 << 17; // of a task
  private static final int COMMON_ROWS = 1 << 13;
  private static final int VALUES = 1 << 20;

  /** Counts a field's ids in train, and cuts. */
  static AliCcpVocabulary build(
      AliCcpField field, AliCcpTable train, AliCcpJoin.Result join, int minCount, Workers workers)
      throws IOException {
    boolean isCommon = field.isCommon();
    MappedColumn ids = train.ids(field, /* writable= */ false);
    Optional<MappedColumn> offsets =
        field.isMultiValued() ? Optional.of(train.offsets(field)) : Optional.empty();
    int size = isCommon ? join.uses().length : join.rows().length;
    int step = isCommon ? COMMON_ROWS : ROWS;
    Counter[] counters = new Counter[workers.count()];
    Arrays.setAll(counters, i -> new Counter(ids, offsets));
    AtomicInteger next = new AtomicInteger();
    workers.run(
        counters.length,
        worker -> {
          Counter counter = counters[worker];
          for (int from = next.getAndAdd(step);
              from >= 0 && from < size;
              from = next.getAndAdd(step)) {
            for (int i = from; i < Math.min((long) size, (long) from + step); i++) {
              if (isCommon) {
                counter.count(i, join.uses()[i]);
              } else {
                counter.count(join.rows()[i], 1);
              }
            }
          }
        });
    for (int i = 1; i < counters.length; i++) {
      counters[0].add(counters[i]);
    }
    return cut(field, counters[0], minCount);
  }

  private static AliCcpVocabulary cut(AliCcpField field, Counter counter, int minCount) {
    boolean isSingle = !field.isMultiValued();
    Keys keys = new Keys();
    if (isSingle && counter.counts.get(0) == 0) {
      keys.add((long) Integer.MAX_VALUE << Integer.SIZE); // nobody lacks it in train
    }
    counter.counts.forEach(
        (id, count) -> {
          if (id != 0) {
            keys.distinct++;
            keys.values += count;
          }
          if (count >= minCount || (id == 0 && isSingle)) {
            keys.add((long) (Integer.MAX_VALUE - count) << Integer.SIZE | id);
          }
        });
    Arrays.parallelSort(keys.sorted, 0, keys.size);
    int[] kept = new int[keys.size];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = (int) keys.sorted[i];
    }
    return new AliCcpVocabulary(
        field,
        kept,
        keys.distinct,
        field.isMultiValued() ? counter.present : keys.values,
        keys.values);
  }

  /** Replaces the raw ids of a column. */
  void encode(MappedColumn column, Workers workers) throws IOException {
    SparseInts encoded = new SparseInts();
    for (int i = 0; i < ids.length; i++) {
      encoded.put(ids[i], i + 1);
    }
    long elements = column.elements();
    int tasks = Math.toIntExact((elements + VALUES - 1) / VALUES);
    workers.run(
        tasks,
        task -> {
          long to = Math.min(elements, (task + 1L) * VALUES);
          for (long i = (long) task * VALUES; i < to; i++) {
            column.putInt(i, encoded.get(column.getInt(i)));
          }
        });
  }

  /** Counts of one worker. */
  private static final class Counter {
    private final MappedColumn ids;
    private final Optional<MappedColumn> offsets;
    private final SparseInts counts = new SparseInts();
    private long present; // of multi-valued fields

    Counter(MappedColumn ids, Optional<MappedColumn> offsets) {
      this.ids = ids;
      this.offsets = offsets;
    }

    void count(int row, int times) {
      if (times == 0) {
        return;
      }
      if (offsets.isEmpty()) {
        counts.add(ids.getInt(row), times);
        return;
      }
      long from = offsets.get().getLong(row);
      long to = offsets.get().getLong(row + 1L);
      for (long i = from; i < to; i++) {
        counts.add(ids.getInt(i), times);
      }
      present += to > from ? times : 0;
    }

    void add(Counter other) {
      counts.addAll(other.counts);
      present += other.present;
    }
  }

  /** Longs to be sorted. */
  private static final class Keys {
    private long[] sorted = new long[1024];
    private int size;
    private long distinct;
    private long values;

    void add(long key) {
      if (size == sorted.length) {
        sorted = Arrays.copyOf(sorted, 2 * size);
      }
      sorted[size++] = key;
    }
  }
}

package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Shuffle;
import io.github.ple4j.datasets.Split;
import io.github.ple4j.graph.GraphNames;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * The way of batches to a device that is not the host. A batch is copied there before its step, by
 * the thread that prepares it, and kept under handles, which the step is given in place of it. A
 * split without bags can be held on the device as a whole; its batches are gathered there, and only
 * the numbers of their rows are copied. Thread-safe once built.
 */
final class DeviceBatches {
  private final TrainingInputs inputs; // what a step reads, each with a handle for its value
  private final Operand<TInt32> rows; // placeholder, [B]
  private final ImmutableList<Entry> entries;

  /**
   * One tensor of a batch.
   *
   * @param fed placeholder on the host
   * @param input what the step reads
   * @param handle placeholder on the host: of a value on the device
   * @param copied copies {@code fed}, and gives a handle
   * @param delete frees what {@code handle} names
   * @param held absent of a bag
   */
  private record Entry(
      Operand<?> fed,
      Operand<?> input,
      Operand<TString> handle,
      Operand<TString> copied,
      Operation delete,
      Optional<Held> held) {
    Entry in(GraphNames names, Operand<?> input) {
      return new Entry(
          names.find(fed),
          input,
          names.find(handle),
          names.find(copied),
          names.graph().operationOrThrow(delete.name()),
          held.map(h -> h.in(names)));
    }
  }

  /**
   * A column of a split that is held.
   *
   * @param whole placeholder on the host, of all rows
   * @param assign moves it to the device
   * @param gathered takes the rows of a batch, and gives a handle
   */
  private record Held(Operand<?> whole, Operation assign, Operand<TString> gathered) {
    Held in(GraphNames names) {
      return new Held(
          names.find(whole), names.graph().operationOrThrow(assign.name()), names.find(gathered));
    }
  }

  private DeviceBatches(TrainingInputs inputs, Operand<TInt32> rows, ImmutableList<Entry> entries) {
    this.inputs = inputs;
    this.rows = rows;
    this.entries = entries;
  }

  /** Adds the way to the placement's main device. */
  static DeviceBatches build(Ops root, ModelSpec spec, Placement placement) {
    Ops tf = root.withSubScope("batch");
    Ops host = tf.withDevice(Placement.host().spec());
    Ops device = tf.withDevice(placement.main().spec());
    TrainingInputs fed = TrainingInputs.placeholders(host, spec);
    Operand<TInt32> rows =
        host.withName("rows")
            .placeholder(TInt32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE)));
    ImmutableList.Builder<Entry> entries = ImmutableList.builder();
    TrainingInputs inputs =
        fed.map(
            new TrainingInputs.Mapping() {
              @Override
              public <T extends TType> Operand<T> apply(Operand<T> tensor, boolean ofBag) {
                Entry entry = entry(host, device, rows, tensor, ofBag);
                entries.add(entry);
                return typed(entry.input());
              }
            });
    return new DeviceBatches(inputs, rows, entries.build());
  }

  private static <T extends TType> Entry entry(
      Ops host, Ops device, Operand<TInt32> rows, Operand<T> fed, boolean ofBag) {
    Operand<TString> handle =
        host.withName("handle").placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    Operand<T> value = device.getSessionTensor(handle, fed.type());
    return new Entry(
        fed,
        device.withName("input").placeholderWithDefault(value, fed.shape()),
        handle,
        handleOf(device, device.identity(fed)),
        host.deleteSessionTensor(handle).op(),
        ofBag ? Optional.empty() : Optional.of(held(host, device, rows, fed)));
  }

  /** Ids are held as longs: TensorFlow has no variables of ints on a GPU. */
  private static <T extends TType> Held held(
      Ops host, Ops device, Operand<TInt32> rows, Operand<T> fed) {
    Operand<T> whole =
        host.withName("whole").placeholder(fed.type(), Placeholder.shape(fed.shape()));
    boolean ints = fed.type() == TInt32.class;
    Class<? extends TType> type = ints ? TInt64.class : fed.type();
    Operand<? extends TType> stored =
        ints ? device.dtypes.cast(numbers(whole), TInt64.class) : whole;
    String name = whole.op().name();
    Operand<? extends TType> variable =
        device.varHandleOp(type, fed.shape(), VarHandleOp.sharedName(name));
    Operand<? extends TType> taken = device.resourceGather(variable, rows, type);
    Operand<? extends TType> batch =
        ints ? device.dtypes.cast(numbers(taken), TInt32.class) : taken;
    return new Held(whole, device.assignVariableOp(variable, stored).op(), handleOf(device, batch));
  }

  /**
   * Keeps a value and gives a name for it. The operation of {@link Ops} gives a resource, which
   * cannot be fetched.
   */
  private static Operand<TString> handleOf(Ops tf, Operand<? extends TType> value) {
    return tf.scope()
        .opBuilder("GetSessionHandle", "GetSessionHandle")
        .addInput(value.asOutput())
        .build()
        .output(0);
  }

  @SuppressWarnings("unchecked") // ints or longs, as the caller knows
  private static Operand<? extends org.tensorflow.types.family.TNumber> numbers(
      Operand<? extends TType> tensor) {
    return (Operand<? extends org.tensorflow.types.family.TNumber>) tensor;
  }

  @SuppressWarnings("unchecked") // the input has the type of what was fed
  private static <T extends TType> Operand<T> typed(Operand<?> input) {
    return (Operand<T>) input;
  }

  /** What a step reads; each can also be fed. */
  TrainingInputs inputs() {
    return inputs;
  }

  /** This in another graph that has nodes of the same names. */
  DeviceBatches in(GraphNames names) {
    TrainingInputs copies = inputs.in(names);
    List<Operand<?>> all = copies.all();
    ImmutableList.Builder<Entry> found = ImmutableList.builder();
    for (int i = 0; i < entries.size(); i++) {
      found.add(entries.get(i).in(names, all.get(i)));
    }
    return new DeviceBatches(copies, names.find(rows), found.build());
  }

  /**
   * Moves a batch to the device; {@code fed} is closed.
   *
   * @param fed of all of {@link #inputs}, in their order
   */
  BatchTensors copy(Session session, BatchTensors fed) {
    try (fed) {
      Session.Runner runner = session.runner();
      for (int i = 0; i < entries.size(); i++) {
        runner.feed(entries.get(i).fed().asOutput(), fed.tensor(i));
        runner.fetch(entries.get(i).copied());
      }
      return kept(session, fed.rows(), runner.run());
    }
  }

  /** Bytes that a split takes on the device; absent where it cannot be held. */
  Optional<Long> bytes(Split split) {
    long bytes = 0;
    for (Entry entry : entries) {
      if (entry.held().isEmpty()) {
        return Optional.empty();
      }
      Shape shape = entry.input().shape();
      long columns = shape.numDimensions() == 1 ? 1 : shape.get(1);
      bytes += columns * (entry.input().type() == TInt32.class ? Long.BYTES : Float.BYTES);
    }
    return Optional.of(bytes * split.size());
  }

  /** Moves a whole split to the device, for {@link #gather}. */
  void hold(Session session, Split split) {
    int chunk = Math.max(1, Math.min(split.size(), 1 << 14));
    Batch batch = split.newBatch(chunk);
    List<Tensor> whole = new ArrayList<>();
    try {
      for (Entry entry : entries) {
        Shape shape = entry.input().shape();
        Shape all =
            shape.numDimensions() == 1
                ? Shape.of(split.size())
                : Shape.of(split.size(), shape.get(1));
        whole.add(
            entry.input().type() == TInt32.class ? TInt32.tensorOf(all) : TFloat32.tensorOf(all));
      }
      int[] order = Shuffle.identity(split.size());
      for (int from = 0; from < split.size(); from += chunk) {
        int count = Math.min(chunk, split.size() - from);
        split.read(order, from, count, batch);
        try (BatchTensors part = BatchTensors.of(inputs, batch)) {
          for (int i = 0; i < entries.size(); i++) {
            copyRows(part.tensor(i), whole.get(i), from, count);
          }
        }
      }
      Session.Runner runner = session.runner();
      for (int i = 0; i < entries.size(); i++) {
        Held held = entries.get(i).held().orElseThrow();
        runner.feed(held.whole().asOutput(), whole.get(i)).addTarget(held.assign());
      }
      runner.run().close();
    } finally {
      whole.forEach(Tensor::close);
    }
  }

  private static void copyRows(Tensor part, Tensor whole, int from, int count) {
    long columns = count == 0 ? 0 : part.shape().size() / count;
    if (part instanceof TInt32 ints) {
      ints.asRawTensor()
          .data()
          .asInts()
          .copyTo(
              ((TInt32) whole).asRawTensor().data().asInts().offset(from * columns),
              count * columns);
    } else {
      ((TFloat32) part)
          .asRawTensor()
          .data()
          .asFloats()
          .copyTo(
              ((TFloat32) whole).asRawTensor().data().asFloats().offset(from * columns),
              count * columns);
    }
  }

  /** The batch of some rows of the split that is held. */
  BatchTensors gather(Session session, int[] order, int from, int count) {
    try (TInt32 numbers =
        TInt32.tensorOf(Shape.of(count), DataBuffers.of(order, true, false).slice(from, count))) {
      Session.Runner runner = session.runner().feed(rows.asOutput(), numbers);
      entries.forEach(entry -> runner.fetch(entry.held().orElseThrow().gathered()));
      return kept(session, count, runner.run());
    }
  }

  private BatchTensors kept(Session session, int rows, Result handles) {
    ImmutableMap.Builder<Operand<?>, Tensor> byPlaceholder = ImmutableMap.builder();
    for (int i = 0; i < entries.size(); i++) {
      byPlaceholder.put(entries.get(i).handle(), handles.get(i));
    }
    ImmutableMap<Operand<?>, Tensor> feeds = byPlaceholder.buildOrThrow();
    return BatchTensors.handles(rows, feeds, () -> free(session, feeds, handles));
  }

  private void free(Session session, Map<Operand<?>, Tensor> feeds, Result handles) {
    try (handles) {
      Session.Runner runner = session.runner();
      feeds.forEach((placeholder, handle) -> runner.feed(placeholder.asOutput(), handle));
      for (Entry entry : entries) {
        runner.addTarget(entry.delete());
      }
      runner.run().close();
    }
  }
}

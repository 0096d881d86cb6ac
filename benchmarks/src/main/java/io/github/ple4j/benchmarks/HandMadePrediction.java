package io.github.ple4j.benchmarks;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.github.ple4j.serve.Column;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;

/** A prediction with nothing but TensorFlow's session, as quick as one can write it. */
final class HandMadePrediction implements AutoCloseable {
  private final SavedModelBundle bundle;
  private final Map<String, Output<?>> feeds;
  private final List<Output<?>> fetches = new ArrayList<>();

  private HandMadePrediction(SavedModelBundle bundle, SignatureDef signature) {
    this.bundle = bundle;
    this.feeds =
        ImmutableMap.copyOf(
            Maps.transformValues(signature.getInputsMap(), info -> output(bundle, info)));
    signature.getOutputsMap().values().forEach(info -> fetches.add(output(bundle, info)));
  }

  static HandMadePrediction open(Path export, String signature) {
    ConfigProto inTheCallersThread =
        ConfigProto.newBuilder()
            .setAllowSoftPlacement(true)
            .setIntraOpParallelismThreads(1)
            .setInterOpParallelismThreads(-1)
            .build();
    SavedModelBundle bundle =
        SavedModelBundle.loader(export.toString()).withConfigProto(inTheCallersThread).load();
    return new HandMadePrediction(bundle, bundle.metaGraphDef().getSignatureDefOrThrow(signature));
  }

  /** All outputs are fetched and copied; the first is returned. */
  float[] predict(ImmutableMap<String, Column> inputs) {
    List<Tensor> tensors = new ArrayList<>(inputs.size());
    try {
      Session.Runner runner = bundle.session().runner();
      inputs.forEach(
          (name, column) -> {
            Tensor tensor = tensor(column);
            tensors.add(tensor);
            Output<?> feed = feeds.get(name);
            if (feed != null) {
              runner.feed(feed, tensor);
            }
          });
      fetches.forEach(runner::fetch);
      float[] first = new float[0];
      try (Result result = runner.run()) {
        for (int i = 0; i < fetches.size(); i++) {
          TFloat32 output = (TFloat32) result.get(i);
          float[] values = new float[Math.toIntExact(output.size())];
          output.copyTo(DataBuffers.of(values, false, false));
          first = i == 0 ? values : first;
        }
      }
      return first;
    } finally {
      tensors.forEach(Tensor::close);
    }
  }

  @Override
  public void close() {
    bundle.close();
  }

  /** Columns whose rows are those of the given ones again and again. */
  static ImmutableMap<String, Column> tiled(ImmutableMap<String, Column> columns, int rows) {
    return ImmutableMap.copyOf(Maps.transformValues(columns, column -> tiled(column, rows)));
  }

  private static Column tiled(Column column, int rows) {
    int have = Math.toIntExact(column.shape().get(0));
    int width = column.size() / have;
    Shape shape = column.shape().numDimensions() == 1 ? Shape.of(rows) : Shape.of(rows, width);
    int size = rows * width;
    return switch (column.type()) {
      case FLOAT32 -> {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
          values[i] = column.asFloats()[i % column.size()];
        }
        yield Column.floats(values, shape);
      }
      case INT32 -> {
        int[] values = new int[size];
        for (int i = 0; i < size; i++) {
          values[i] = column.asInts()[i % column.size()];
        }
        yield Column.ints(values, shape);
      }
      default -> {
        byte[][] values = new byte[size][];
        for (int i = 0; i < size; i++) {
          values[i] = column.asByteStrings()[i % column.size()];
        }
        yield Column.byteStrings(values, shape);
      }
    };
  }

  private static Tensor tensor(Column column) {
    return switch (column.type()) {
      case FLOAT32 ->
          TFloat32.tensorOf(column.shape(), DataBuffers.of(column.asFloats(), true, false));
      case INT32 -> TInt32.tensorOf(column.shape(), DataBuffers.of(column.asInts(), true, false));
      default ->
          TString.tensorOfBytes(column.shape(), DataBuffers.ofObjects(column.asByteStrings()));
    };
  }

  private static Output<?> output(SavedModelBundle bundle, TensorInfo info) {
    return bundle.graph().outputOrThrow(info.getName());
  }
}

package io.github.ple4j.benchmarks;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import io.github.ple4j.serve.Column;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;

/** Predictions of an ONNX model by onnxruntime. */
final class OnnxPrediction implements AutoCloseable {
  private final OrtEnvironment environment;
  private final OrtSession session;

  private OnnxPrediction(OrtEnvironment environment, OrtSession session) {
    this.environment = environment;
    this.session = session;
  }

  /**
   * A session for a model.
   *
   * @param threads 1: in the caller's thread, as a {@code Predictor} does; 0: as onnxruntime
   *     chooses
   */
  static OnnxPrediction open(ModelProto model, int threads) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      return new OnnxPrediction(
          environment, environment.createSession(model.toByteArray(), options));
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * An input as onnxruntime takes it.
   *
   * @param values {@code float[]}, {@code int[]}, {@code long[]} or {@code String[]}
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Input(Object values, long[] shape) {
    static Input of(Column column) {
      Object values =
          switch (column.type()) {
            case FLOAT32 -> column.asFloats();
            case INT32 -> column.asInts();
            case INT64 -> column.asLongs();
            case STRING -> column.asStrings();
            default ->
                throw new IllegalArgumentException(
                    "expected float32, int32, int64 or string, found " + column.type());
          };
      return new Input(values, column.shape().asArray());
    }

    /** Columns by name. */
    static ImmutableMap<String, Input> of(Map<String, Column> columns) {
      return ImmutableMap.copyOf(Maps.transformValues(columns, Input::of));
    }
  }

  /** All outputs by name; each is copied. */
  Map<String, float[]> predict(ImmutableMap<String, Input> inputs) {
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try {
      for (Map.Entry<String, Input> input : inputs.entrySet()) {
        tensors.put(input.getKey(), tensor(input.getValue()));
      }
      Map<String, float[]> outputs = new HashMap<>();
      try (OrtSession.Result result = session.run(tensors)) {
        result.forEach(
            output -> {
              FloatBuffer values = ((OnnxTensor) output.getValue()).getFloatBuffer();
              float[] copy = new float[values.remaining()];
              values.get(copy);
              outputs.put(output.getKey(), copy);
            });
      }
      return outputs;
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private OnnxTensor tensor(Input input) throws OrtException {
    if (input.values instanceof float[] floats) {
      return OnnxTensor.createTensor(environment, FloatBuffer.wrap(floats), input.shape);
    }
    if (input.values instanceof int[] ints) {
      return OnnxTensor.createTensor(environment, IntBuffer.wrap(ints), input.shape);
    }
    if (input.values instanceof long[] longs) {
      return OnnxTensor.createTensor(environment, LongBuffer.wrap(longs), input.shape);
    }
    return OnnxTensor.createTensor(environment, (String[]) input.values, input.shape);
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}

package io.github.ple4j.benchmarks;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.serve.Column;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
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

  /** All outputs by name; each is copied. */
  Map<String, float[]> predict(ImmutableMap<String, Column> inputs) {
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try {
      for (Map.Entry<String, Column> input : inputs.entrySet()) {
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

  private OnnxTensor tensor(Column column) throws OrtException {
    long[] shape = column.shape().asArray();
    return switch (column.type()) {
      case FLOAT32 ->
          OnnxTensor.createTensor(environment, FloatBuffer.wrap(column.asFloats()), shape);
      case INT32 -> OnnxTensor.createTensor(environment, IntBuffer.wrap(column.asInts()), shape);
      default ->
          throw new IllegalArgumentException("expected float32 or int32, found " + column.type());
    };
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

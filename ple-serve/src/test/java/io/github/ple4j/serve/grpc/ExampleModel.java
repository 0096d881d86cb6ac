package io.github.ple4j.serve.grpc;

import io.github.ple4j.serve.TestModel;
import java.nio.file.Path;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.io.ParseExample;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.FloatList;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/**
 * A model of examples with the features {@code x} and {@code y}, each one number: {@code
 * serving_default} classifies, with the scores x and y of {@code left} and {@code right}; {@code
 * scores} does so without labels; {@code regress} gives x - y.
 */
final class ExampleModel {
  private ExampleModel() {}

  static Path write(Path directory) {
    try (TestModel model = new TestModel()) {
      Ops tf = model.tf();
      Placeholder<TString> inputs = model.placeholder(TString.class, Shape.of(-1));
      Operand<TString> none = tf.constant(NdArrays.ofObjects(String.class, Shape.of(0)));
      ParseExample parsed =
          tf.io.parseExample(
              inputs,
              none,
              none,
              tf.array("x", "y"),
              none,
              List.of(tf.constant(new float[0]), tf.constant(new float[0])),
              0L,
              List.of(),
              List.of(),
              List.of(),
              List.of(Shape.scalar(), Shape.scalar()));
      Operand<TFloat32> x = floats(parsed, 0);
      Operand<TFloat32> y = floats(parsed, 1);
      Operand<TFloat32> scores =
          tf.stack(List.of(x, y), org.tensorflow.op.core.Stack.axis(1L)); // [batch, 2]
      Operand<TString> labels =
          tf.broadcastTo(
              tf.expandDims(tf.array("left", "right"), tf.constant(0)),
              tf.shape(scores)); // [batch, 2]
      model
          .input("serving_default", "inputs", inputs)
          .output("serving_default", "classes", labels)
          .output("serving_default", "scores", scores)
          .input("scores", "inputs", inputs)
          .output("scores", "scores", scores)
          .input("regress", "inputs", inputs)
          .output("regress", "outputs", tf.math.sub(x, y));
      model.signature("serving_default").setMethodName("tensorflow/serving/classify");
      model.signature("scores").setMethodName("tensorflow/serving/classify");
      model.signature("regress").setMethodName("tensorflow/serving/regress");
      return model.write(directory);
    }
  }

  @SuppressWarnings("unchecked") // of the type that the default value has
  private static Operand<TFloat32> floats(ParseExample parsed, int feature) {
    return (Operand<TFloat32>) (Operand<?>) parsed.denseValues().get(feature);
  }

  static Example example(float x, float y) {
    return Example.newBuilder()
        .setFeatures(Features.newBuilder().putFeature("x", feature(x)).putFeature("y", feature(y)))
        .build();
  }

  static Feature feature(float value) {
    return Feature.newBuilder().setFloatList(FloatList.newBuilder().addValue(value)).build();
  }
}

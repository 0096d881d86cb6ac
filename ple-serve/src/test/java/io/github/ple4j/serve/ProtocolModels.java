package io.github.ple4j.serve;

import java.nio.file.Path;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/** Models as other tools export them, with the signatures that the protocols' documents ask for. */
public final class ProtocolModels {
  private ProtocolModels() {}

  /**
   * y = x / 2 + 2. By {@code serving_default} from {@code x float32 [-1]}; by {@code matrix} from
   * {@code x float32 [-1, 1]}; by {@code regress} and {@code classify} from the feature {@code x}
   * of serialized examples, the latter with the classes {@code low} (score 10 - y) and {@code high}
   * (score y); {@code scores_only} and {@code classes_only} give half of that; {@code wide} gives
   * {@code outputs [-1, 2]}.
   */
  public static Path halfPlusTwo(Path directory) {
    try (TestModel model = new TestModel()) {
      Ops tf = model.tf();
      Placeholder<TFloat32> x = model.placeholder(TFloat32.class, Shape.of(-1));
      Placeholder<TFloat32> matrix = model.placeholder(TFloat32.class, Shape.of(-1, 1));
      Placeholder<TString> examples = model.placeholder(TString.class, Shape.of(-1));
      Operand<TFloat32> parsed = halfPlusTwo(model, feature(tf, examples));
      Operand<TFloat32> scores =
          tf.stack(List.of(tf.math.sub(tf.constant(10f), parsed), parsed), Stack.axis(1L));
      Operand<TString> classes =
          tf.tile(
              tf.constant(
                  NdArrays.ofObjects(String.class, Shape.of(1, 2))
                      .setObject("low", 0, 0)
                      .setObject("high", 0, 1)),
              tf.stack(List.of(tf.size(parsed, TInt32.class), tf.constant(1))));
      model
          .input("serving_default", "x", x)
          .output("serving_default", "y", halfPlusTwo(model, x))
          .input("matrix", "x", matrix)
          .output("matrix", "y", halfPlusTwo(model, matrix))
          .input("regress", "inputs", examples)
          .output("regress", "outputs", parsed)
          .input("classify", "inputs", examples)
          .output("classify", "classes", classes)
          .output("classify", "scores", scores)
          .input("scores_only", "inputs", examples)
          .output("scores_only", "scores", scores)
          .input("classes_only", "inputs", examples)
          .output("classes_only", "classes", classes)
          .input("wide", "inputs", examples)
          .output("wide", "outputs", scores);
      model.signature("regress").setMethodName("tensorflow/serving/regress");
      model.signature("classify").setMethodName("tensorflow/serving/classify");
      return model.write(directory);
    }
  }

  private static Operand<TFloat32> halfPlusTwo(TestModel model, Operand<TFloat32> x) {
    Ops tf = model.tf();
    return tf.math.add(tf.math.mul(x, tf.constant(0.5f)), tf.constant(2f));
  }

  @SuppressWarnings("unchecked") // The default is a float.
  private static Operand<TFloat32> feature(Ops tf, Operand<TString> examples) {
    Operand<TString> none = tf.constant(NdArrays.ofObjects(String.class, Shape.of(0)));
    return (Operand<TFloat32>)
        tf.io
            .parseExample(
                examples,
                none,
                none,
                tf.constant(NdArrays.vectorOfObjects("x")),
                none,
                List.of(tf.constant(0f)),
                0L,
                List.of(),
                List.of(),
                List.of(),
                List.of(Shape.scalar()))
            .denseValues()
            .get(0);
  }

  /**
   * Several inputs and outputs, of ranks 1, 2 and 3: {@code tag string [-1]}, {@code signal float32
   * [-1, 5]}, {@code sensor int64 [-1, 2, 2]}; the outputs are {@code tag}, {@code signal} doubled,
   * {@code sensor} and {@code tag_bytes}.
   */
  public static Path sensors(Path directory) {
    try (TestModel model = new TestModel()) {
      Ops tf = model.tf();
      Placeholder<TString> tag = model.placeholder(TString.class, Shape.of(-1));
      Placeholder<TFloat32> signal = model.placeholder(TFloat32.class, Shape.of(-1, 5));
      Placeholder<TInt64> sensor = model.placeholder(TInt64.class, Shape.of(-1, 2, 2));
      model
          .input("serving_default", "tag", tag)
          .input("serving_default", "signal", signal)
          .input("serving_default", "sensor", sensor)
          .output("serving_default", "tag", tf.identity(tag))
          .output("serving_default", "tag_bytes", tf.identity(tag))
          .output("serving_default", "signal", tf.math.mul(signal, tf.constant(2f)))
          .output("serving_default", "sensor", tf.identity(sensor));
      return model.write(directory);
    }
  }

  /**
   * A signature for each type and some shapes, whose output {@code y} is its input {@code x}; by
   * {@code image}, {@code image_bytes} is {@code image}; by {@code sum}, the output is a scalar;
   * {@code half} is of a type that no column has.
   */
  public static Path echo(Path directory) {
    try (TestModel model = new TestModel()) {
      echo(model, "float32", TFloat32.class, Shape.of(-1));
      echo(model, "float64", TFloat64.class, Shape.of(-1));
      echo(model, "int32", TInt32.class, Shape.of(-1));
      echo(model, "int64", TInt64.class, Shape.of(-1));
      echo(model, "uint8", TUint8.class, Shape.of(-1));
      echo(model, "bool", TBool.class, Shape.of(-1));
      echo(model, "string", TString.class, Shape.of(-1));
      echo(model, "matrix", TInt64.class, Shape.of(-1, -1));
      echo(model, "cube", TString.class, Shape.of(-1, 2, 2));
      echo(model, "any", TFloat32.class, Shape.unknown());
      echo(model, "half", TFloat16.class, Shape.of(-1));
      Ops tf = model.tf();
      Placeholder<TString> image = model.placeholder(TString.class, Shape.of(-1));
      Placeholder<TFloat32> summed = model.placeholder(TFloat32.class, Shape.of(-1));
      model
          .input("image", "image", image)
          .output("image", "image_bytes", tf.identity(image))
          .input("sum", "x", summed)
          .output("sum", "y", tf.sum(summed, tf.constant(0)));
      return model.write(directory);
    }
  }

  private static <T extends TType> void echo(
      TestModel model, String signature, Class<T> type, Shape shape) {
    Operand<T> input = model.placeholder(type, shape);
    model.input(signature, "x", input).output(signature, "y", model.tf().identity(input));
  }
}

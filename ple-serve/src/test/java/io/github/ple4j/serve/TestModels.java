package io.github.ple4j.serve;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/** The models that several tests open. */
public final class TestModels {
  private TestModels() {}

  /**
   * score = 2 age + hours + 10 member + w . marks + 100 (line of education), where w = (1, 1000),
   * from {@code age float32 [-1]}, {@code hours int64 [-1]}, {@code member bool [-1]}, {@code marks
   * float32 [-1, 2]} and {@code education string [-1]}, one of Bachelors, HS-grad, Masters; a
   * second signature, {@code ids}, from education alone.
   */
  public static Path ranking(Path directory) {
    try (TestModel model = rankingModel()) {
      return model.write(directory);
    }
  }

  /** Three rows for {@link #ranking}. */
  public static ImmutableMap<String, Column> people() {
    return ImmutableMap.of(
        "age", Column.floats(38, 21, 0),
        "hours", Column.longs(40, 20, 0),
        "member", Column.booleans(true, false, false),
        "marks", Column.floats(new float[] {1, 2, 0, 0, 3, 0}, Shape.of(3, 2)),
        "education", Column.strings("Masters", "HS-grad", "Bachelors"));
  }

  public static float[] scoresOfPeople() {
    return new float[] {76 + 40 + 10 + 2001 + 200, 42 + 20 + 100, 3};
  }

  static TestModel rankingModel() {
    TestModel model = new TestModel();
    Ops tf = model.tf();
    Operand<TFloat32> age = model.placeholder(TFloat32.class, Shape.of(-1));
    Operand<TInt64> hours = model.placeholder(TInt64.class, Shape.of(-1));
    Operand<TBool> member = model.placeholder(TBool.class, Shape.of(-1));
    Operand<TFloat32> marks = model.placeholder(TFloat32.class, Shape.of(-1, 2));
    Operand<TString> education = model.placeholder(TString.class, Shape.of(-1));
    Operand<TFloat32> slope = model.variable("slope", Shape.scalar(), 2);
    Operand<TFloat32> weights = model.variable("weights", Shape.of(2, 1), 1, 1000);
    Operand<TInt64> line =
        model.lookup("education.txt", education, "Bachelors", "HS-grad", "Masters");
    Operand<TFloat32> sum =
        tf.math.add(tf.math.mul(age, slope), tf.dtypes.cast(hours, TFloat32.class));
    sum = tf.math.add(sum, tf.math.mul(tf.dtypes.cast(member, TFloat32.class), tf.constant(10f)));
    sum = tf.math.add(sum, tf.squeeze(tf.linalg.matMul(marks, weights), Squeeze.axis(List.of(1L))));
    sum = tf.math.add(sum, tf.math.mul(tf.dtypes.cast(line, TFloat32.class), tf.constant(100f)));
    model
        .input("serving_default", "age", age)
        .input("serving_default", "hours", hours)
        .input("serving_default", "member", member)
        .input("serving_default", "marks", marks)
        .input("serving_default", "education", education)
        .output("serving_default", "score", sum)
        .input("ids", "education", education)
        .output("ids", "line", line)
        .output("ids", "education", tf.identity(education));
    return model;
  }

  /** A signature for each type and some shapes, whose output is its input. */
  public static Path echo(Path directory) {
    try (TestModel model = new TestModel()) {
      echo(model, "float32", TFloat32.class, Shape.of(-1));
      echo(model, "float64", TFloat64.class, Shape.of(-1));
      echo(model, "int32", TInt32.class, Shape.of(-1));
      echo(model, "int64", TInt64.class, Shape.of(-1));
      echo(model, "uint8", TUint8.class, Shape.of(-1));
      echo(model, "bool", TBool.class, Shape.of(-1));
      echo(model, "string", TString.class, Shape.of(-1));
      echo(model, "scalar", TFloat32.class, Shape.scalar());
      echo(model, "matrix", TInt64.class, Shape.of(-1, 3));
      echo(model, "cube", TString.class, Shape.of(-1, 2, 2));
      echo(model, "any", TFloat32.class, Shape.unknown());
      return model.write(directory);
    }
  }

  private static <T extends TType> void echo(
      TestModel model, String signature, Class<T> type, Shape shape) {
    Operand<T> input = model.placeholder(type, shape);
    model.input(signature, "x", input).output(signature, "y", model.tf().identity(input));
  }
}

package io.github.ple4j.serve;

import java.nio.file.Path;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;

/** The models that the tests of batches open. */
final class BatchingModels {
  private BatchingModels() {}

  /**
   * Tells who shared the run: {@code rows}, for every row how many rows the run had, and {@code y},
   * the entry of the table (0, 10, 20, 30) that {@code id int32 [-1]} names. An id out of range
   * fails the run. Signature {@code sum}: {@code total float32 []}, one for all rows.
   */
  static Path table(Path directory) {
    try (TestModel model = new TestModel()) {
      Ops tf = model.tf();
      Operand<TInt32> ids = model.placeholder(TInt32.class, Shape.of(-1));
      Operand<TFloat32> table = model.variable("table", Shape.of(4), 0, 10, 20, 30);
      Operand<TFloat32> y = tf.gather(table, ids, tf.constant(0));
      Operand<TInt32> rows = tf.fill(tf.shape(ids), tf.size(ids));
      for (String signature : List.of("serving_default", "same")) {
        model.input(signature, "id", ids).output(signature, "rows", rows).output(signature, "y", y);
      }
      return model
          .input("sum", "id", ids)
          .output("sum", "total", tf.sum(y, tf.constant(0)))
          .write(directory);
    }
  }

  /**
   * Of {@code words string [-1, -1]} and {@code marks float32 [-1, -1]}: {@code joined string
   * [-1]}, the words with commas between, {@code sum float32 [-1]} and {@code rows int32 [-1]}.
   */
  static Path ragged(Path directory) {
    try (TestModel model = new TestModel()) {
      Ops tf = model.tf();
      Operand<TString> words = model.placeholder(TString.class, Shape.of(-1, -1));
      Operand<TFloat32> marks = model.placeholder(TFloat32.class, Shape.of(-1, -1));
      Operand<TFloat32> sum = tf.sum(marks, tf.constant(1));
      return model
          .input("serving_default", "words", words)
          .input("serving_default", "marks", marks)
          .output(
              "serving_default",
              "joined",
              tf.strings.reduceJoin(
                  words,
                  tf.constant(new int[] {1}),
                  org.tensorflow.op.strings.ReduceJoin.separator(",")))
          .output("serving_default", "sum", sum)
          .output("serving_default", "rows", tf.fill(tf.shape(sum), tf.size(sum)))
          .write(directory);
    }
  }
}

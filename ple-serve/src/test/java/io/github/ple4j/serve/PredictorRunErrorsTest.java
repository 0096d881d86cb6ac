package io.github.ple4j.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ple4j.serve.PredictorException.Category;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;

class PredictorRunErrorsTest {
  @TempDir Path directory;

  @Test
  void anIdOutsideTheTableIsAnInvalidArgument() {
    try (TestModel model = new TestModel()) {
      Operand<TInt32> ids = model.placeholder(TInt32.class, Shape.of(-1));
      Operand<TFloat32> table = model.variable("table", Shape.of(2), 1, 2);
      model
          .input("serving_default", "ids", ids)
          .output("serving_default", "y", model.tf().gather(table, ids, model.tf().constant(0)))
          .write(directory);
    }
    assertRunFails(Map.of("ids", Column.ints(0, 7)), "indices[1] = 7 is not in [0, 2)");
  }

  @Test
  void bytesThatCannotBeDecodedAreAnInvalidArgument() {
    try (TestModel model = new TestModel()) {
      Ops tf = model.tf();
      Operand<TString> examples = model.placeholder(TString.class, Shape.of(-1));
      Operand<TFloat32> ages = tf.io.decodeRaw(examples, TFloat32.class);
      model
          .input("serving_default", "examples", examples)
          .output("serving_default", "y", ages)
          .write(directory);
    }
    assertRunFails(
        Map.of("examples", Column.byteStrings(new byte[4], new byte[3])),
        "element 1 has size 4 != 3");
  }

  @Test
  void aModelThatChecksItsInputsIsHeard() {
    try (TestModel model = new TestModel()) {
      Ops tf = model.tf();
      Operand<TFloat32> age = model.placeholder(TFloat32.class, Shape.of(-1));
      Operand<TFloat32> checked =
          tf.withControlDependencies(
                  List.of(
                      tf.assertThat(
                          tf.reduceAll(tf.math.greaterEqual(age, tf.constant(0f)), tf.constant(0)),
                          List.of(tf.constant("age must not be negative")))))
              .identity(age);
      model
          .input("serving_default", "age", age)
          .output("serving_default", "y", checked)
          .write(directory);
    }
    assertRunFails(Map.of("age", Column.floats(1, -1)), "age must not be negative");
  }

  private void assertRunFails(Map<String, Column> inputs, String reason) {
    try (Predictor predictor = Predictor.open(directory)) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> predictor.predict(inputs))
            .isInstanceOfSatisfying(
                PredictorException.class,
                e -> assertThat(e.category()).isEqualTo(Category.INVALID_ARGUMENT))
            .hasMessageStartingWith("signature \"serving_default\": ")
            .hasMessageContaining(reason)
            .message()
            .doesNotContain("\n", "{{node", "root error");
      }
    }
  }
}

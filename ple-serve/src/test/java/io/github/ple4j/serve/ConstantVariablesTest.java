package io.github.ple4j.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.types.TFloat32;

class ConstantVariablesTest {
  @TempDir private Path directory;

  @Test
  void whatASignatureComputesFromVariablesIsComputedFromConstants() {
    assertThat(output(TestModels.ranking(directory), "score")).startsWith("ple_serve/constant/");
  }

  @Test
  void aVariableThatASignatureWritesIsReadEveryTime() {
    try (TestModel model = new TestModel()) {
      Ops tf = model.tf();
      Operand<TFloat32> x = model.placeholder(TFloat32.class, Shape.of(-1));
      Operand<TFloat32> factor = model.variable("factor", Shape.scalar(), 2);
      VarHandleOp again =
          tf.varHandleOp(TFloat32.class, Shape.scalar(), VarHandleOp.sharedName("factor"));
      Operand<TFloat32> value = model.placeholder(TFloat32.class, Shape.scalar());
      Ops written = tf.withControlDependencies(List.of(tf.assignVariableOp(again, value)));
      model
          .input("serving_default", "x", x)
          .output("serving_default", "y", tf.math.mul(x, factor))
          .input("write", "value", value)
          .output("write", "done", written.identity(value))
          .write(directory);
    }
    assertThat(output(directory, "y")).doesNotStartWith("ple_serve");
    Map<String, Column> inputs = Map.of("x", Column.floats(1, 10));
    try (Predictor predictor = Predictor.open(directory)) {
      assertThat(predictor.predict(inputs).floats("y")).containsExactly(2, 20);
      Column three = Column.floats(new float[] {3}, Shape.scalar());
      predictor.predict("write", Map.of("value", three));
      assertThat(predictor.predict(inputs).floats("y")).containsExactly(3, 30);
    }
  }

  @Test
  void aLargeVariableIsNotCopied() {
    try (TestModel model = new TestModel()) {
      Operand<TFloat32> x = model.placeholder(TFloat32.class, Shape.of(-1, 1));
      int size = (1 << 18) + 1;
      Operand<TFloat32> row = model.variable("row", Shape.of(1, size), new float[size]);
      model
          .input("serving_default", "x", x)
          .output("serving_default", "y", model.tf().math.mul(x, row))
          .write(directory);
    }
    assertThat(output(directory, "y")).doesNotStartWith("ple_serve");
  }

  @Test
  void whatFollowsFromAVariableMayBeFedAndIsThenNotCopied() {
    try (TestModel model = new TestModel()) {
      Ops tf = model.tf();
      Operand<TFloat32> usual =
          tf.placeholderWithDefault(model.variable("usual", Shape.of(1), 2), Shape.of(-1));
      model
          .input("serving_default", "x", usual)
          .output("serving_default", "y", tf.math.mul(usual, tf.constant(10f)))
          .output("usual", "y", tf.math.mul(usual, tf.constant(100f)))
          .write(directory);
    }
    try (Predictor predictor = Predictor.open(directory)) {
      assertThat(predictor.predict(Map.of("x", Column.floats(7))).floats("y")).containsExactly(70);
      assertThat(predictor.predict("usual", Map.of()).floats("y")).containsExactly(200);
    }
  }

  /** The tensor that is fetched for an output of the default signature. */
  private static String output(Path directory, String output) {
    MetaGraphDef model = SavedModelDirectory.read(directory);
    try (SavedModelBundle bundle = SavedModelBundle.load(directory.toString(), "serve")) {
      Map<String, SignatureDef> signatures =
          ConstantVariables.fold(
              model, model.getSignatureDefMap(), bundle.graph(), bundle.session());
      SignatureDef signature = signatures.get(Predictor.DEFAULT_SIGNATURE);
      return signature == null ? "" : signature.getOutputsOrThrow(output).getName();
    }
  }
}

package com.example;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.Prediction;
import io.github.ple4j.serve.Predictor;
import io.github.ple4j.serve.PredictorException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/** A model that another program saved, here TensorFlow's own exporter. */
final class ServeAloneTest {
  @TempDir Path directory;

  @Test
  void predictsByNamedColumns() throws IOException {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Signature signature = model(Ops.create(graph));
      session.initialize();
      SavedModelBundle.exporter(directory.toString())
          .withSession(session)
          .withSignature(signature)
          .export();
    }
    try (Predictor predictor = Predictor.open(directory)) {
      Prediction prediction =
          predictor.predict(
              Map.of(
                  "age", Column.floats(20, 40, 60),
                  "education", Column.strings("Bachelors", "HS-grad", "Bachelors")));
      assertArrayEquals(new float[] {11, 20, 31}, prediction.floats("income"), 0);

      PredictorException missing =
          assertThrows(
              PredictorException.class, () -> predictor.predict(Map.of("age", Column.floats(20))));
      assertTrue(missing.getMessage().contains("education"), missing.getMessage());
    }
  }

  /** Half the age, and one more for a Bachelor. */
  private static Signature model(Ops tf) {
    Placeholder<TFloat32> age =
        tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE)));
    Placeholder<TString> education =
        tf.placeholder(TString.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE)));
    Operand<TFloat32> bachelor =
        tf.dtypes.cast(tf.math.equal(education, tf.constant("Bachelors")), TFloat32.class);
    Operand<TFloat32> income =
        tf.math.add(tf.math.mul(age, tf.variable(tf.constant(0.5f))), bachelor);
    return Signature.builder(Predictor.DEFAULT_SIGNATURE)
        .input("age", age)
        .input("education", education)
        .output("income", income)
        .build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"datasets.Dataset", "graph.ModelGraph", "train.Trainer"})
  void hasNoOtherModule(String name) {
    assertThrows(ClassNotFoundException.class, () -> Class.forName("io.github.ple4j." + name));
  }
}

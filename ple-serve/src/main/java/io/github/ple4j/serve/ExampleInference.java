package io.github.ple4j.serve;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.Example;

/**
 * Classification and regression as TensorFlow Serving has them: by signatures whose one input,
 * {@code inputs}, takes serialized {@code tf.Example}s.
 */
public final class ExampleInference {
  private static final String INPUTS = "inputs";
  private static final String CLASSES = "classes";
  private static final String SCORES = "scores";
  private static final String OUTPUTS = "outputs";

  /** Of all copies of a context, one for each example. */
  private static final long MAXIMUM_CONTEXT_BYTES = 256L << 20;

  /**
   * The classes of each example.
   *
   * @param examples how many
   * @param classes how many each has
   * @param labels {@code string [examples, classes]}; empty if the signature gives none
   * @param scores {@code float32 [examples, classes]}; empty if the signature gives none
   */
  public record Classifications(
      int examples, int classes, Optional<Column> labels, Optional<Column> scores) {}

  private ExampleInference() {}

  /**
   * Examples as a signature takes them, each with the context's features, where it has none of that
   * name itself.
   *
   * @throws ServingException if the context is too large to be copied for each example
   */
  public static byte[][] serialized(Optional<Example> context, List<Example> examples) {
    // Of two messages one after the other the later's features win.
    byte[] first = context.map(Example::toByteArray).orElseGet(() -> new byte[0]);
    if ((long) first.length * examples.size() > MAXIMUM_CONTEXT_BYTES) {
      throw ServingException.invalid(
          "expected a context of at most "
              + MAXIMUM_CONTEXT_BYTES / examples.size()
              + " bytes for "
              + examples.size()
              + " examples, found "
              + first.length);
    }
    byte[][] serialized = new byte[examples.size()][];
    for (int i = 0; i < serialized.length; i++) {
      byte[] own = examples.get(i).toByteArray();
      byte[] both = new byte[first.length + own.length];
      System.arraycopy(first, 0, both, 0, first.length);
      System.arraycopy(own, 0, both, first.length, own.length);
      serialized[i] = both;
    }
    return serialized;
  }

  /**
   * Classifies examples.
   *
   * @param signature its name; empty: {@value Predictor#DEFAULT_SIGNATURE}
   * @param examples serialized
   * @param deadlineNanos as in {@link ModelLease#predict}
   * @throws ServingException if the signature, the examples or the answer are not such
   * @throws PredictorException as {@link ModelLease#predict}
   */
  public static Classifications classify(
      ModelLease lease, String signature, byte[][] examples, long deadlineNanos) {
    Signature method = signature(lease, signature);
    checkExamples(method, examples, "classification");
    Set<String> outputs = method.outputs().keySet();
    if (outputs.size() > 2) {
      throw ServingException.invalid("Expected one or two output Tensors, found " + outputs.size());
    }
    boolean classes = outputs.contains(CLASSES);
    boolean scores = outputs.contains(SCORES);
    if (!classes && !scores) {
      throw new ServingException(
          StatusCode.FAILED_PRECONDITION,
          "Expected classification signature outputs to contain at least one of \"classes\" or"
              + " \"scores\". Signature was: "
              + method);
    }
    ImmutableSet.Builder<String> wanted = ImmutableSet.builder();
    if (classes) {
      wanted.add(CLASSES);
    }
    if (scores) {
      wanted.add(SCORES);
    }
    Map<String, Column> answer =
        run(lease, method, examples, wanted.build(), deadlineNanos).columns();
    Optional<Column> labels = Optional.ofNullable(answer.get(CLASSES));
    Optional<Column> values = Optional.ofNullable(answer.get(SCORES));
    labels.ifPresent(column -> checkClasses(CLASSES, column, ColumnType.STRING, examples.length));
    values.ifPresent(column -> checkClasses(SCORES, column, ColumnType.FLOAT32, examples.length));
    long count = labels.or(() -> values).orElseThrow().shape().get(1);
    if (labels.isPresent() && values.isPresent() && values.get().shape().get(1) != count) {
      throw ServingException.invalid(
          "Tensors class and score should match in dim_size(1). Got "
              + count
              + " vs. "
              + values.get().shape().get(1));
    }
    return new Classifications(examples.length, (int) count, labels, values);
  }

  /**
   * One value for each example; as {@link #classify} otherwise.
   *
   * @throws ServingException if the signature, the examples or the answer are not such
   * @throws PredictorException as {@link ModelLease#predict}
   */
  public static float[] regress(
      ModelLease lease, String signature, byte[][] examples, long deadlineNanos) {
    Signature method = signature(lease, signature);
    checkExamples(method, examples, "regression");
    if (method.outputs().size() != 1) {
      throw ServingException.invalid("Expected one output Tensor.");
    }
    if (!method.outputs().containsKey(OUTPUTS)) {
      throw new ServingException(
          StatusCode.FAILED_PRECONDITION, "No regression outputs found in SignatureDef: " + method);
    }
    Column values =
        run(lease, method, examples, ImmutableSet.of(OUTPUTS), deadlineNanos).column(OUTPUTS);
    Shape shape = values.shape();
    if (shape.numDimensions() != 1 && (shape.numDimensions() != 2 || shape.get(1) != 1)) {
      throw ServingException.invalid(
          "Expected output Tensor shape to be either [batch_size] or [batch_size, 1] but got "
              + dimensions(shape));
    }
    if (shape.get(0) != examples.length) {
      throw ServingException.invalid(
          "Input batch size did not match output batch size: "
              + examples.length
              + " vs. "
              + shape.get(0));
    }
    if (values.type() != ColumnType.FLOAT32) {
      throw ServingException.invalid(
          "Expected output Tensor of DT_FLOAT.  Got: " + values.type().dataType());
    }
    return values.asFloats();
  }

  private static Signature signature(ModelLease lease, String name) {
    String key = name.isEmpty() ? Predictor.DEFAULT_SIGNATURE : name;
    if (!lease.signatureDefs().containsKey(key)) {
      throw ServingException.invalid("No signature was found with the name: " + key);
    }
    return Servables.signature(lease, key);
  }

  private static void checkExamples(Signature signature, byte[][] examples, String kind) {
    if (signature.inputs().size() != 1) {
      throw ServingException.invalid("Expected one input Tensor.");
    }
    TensorSpec input = signature.inputs().get(INPUTS);
    if (input == null || input.type() != ColumnType.STRING) {
      throw new ServingException(
          StatusCode.FAILED_PRECONDITION,
          "No " + kind + " inputs found in SignatureDef: " + signature);
    }
    if (examples.length == 0) {
      throw ServingException.invalid("Input is empty");
    }
  }

  private static Prediction run(
      ModelLease lease,
      Signature signature,
      byte[][] examples,
      Set<String> outputs,
      long deadlineNanos) {
    return lease.predict(
        signature.name(),
        ImmutableMap.of(INPUTS, Column.byteStrings(examples)),
        outputs,
        deadlineNanos);
  }

  private static void checkClasses(String name, Column column, ColumnType type, int examples) {
    if (column.shape().numDimensions() != 2) {
      throw ServingException.invalid(
          "Expected Tensor shape: [batch_size num_classes] but got " + dimensions(column.shape()));
    }
    if (column.type() != type) {
      throw ServingException.invalid(
          "Expected "
              + name
              + " Tensor of "
              + type.dataType()
              + ". Got: "
              + column.type().dataType());
    }
    if (column.shape().get(0) != examples) {
      throw ServingException.invalid(
          "Expected "
              + name
              + " output batch size of "
              + examples
              + ". Got: "
              + column.shape().get(0));
    }
  }

  private static String dimensions(Shape shape) {
    return LongStream.of(shape.asArray())
        .mapToObj(Long::toString)
        .collect(Collectors.joining(",", "[", "]"));
  }
}

package io.github.ple4j.serve;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.SignatureDef;

/** A version of a model that stays loaded while this is open. Thread-safe. */
public interface ModelLease extends AutoCloseable {
  /** The model's name. */
  String model();

  /** The version's number. */
  long version();

  /** What can be asked. */
  ImmutableSortedMap<String, Signature> signatures();

  /** All signatures as the model's file has them, by name; for metadata. */
  ImmutableMap<String, SignatureDef> signatureDefs();

  /**
   * Runs the model for the rows of a request, in a batch with others if the models are batched.
   *
   * @param outputs names of the outputs wanted; all if empty
   * @param deadlineNanos by {@link System#nanoTime}; {@link Long#MAX_VALUE}: none
   * @throws PredictorException as {@link Predictor#predict(String, Map)} does, and of category
   *     {@code OVERLOADED} if the queue is full, {@code QUOTA_EXCEEDED} if the model has too many
   *     requests in flight, {@code DEADLINE_EXCEEDED} if the time is over before the answer
   */
  Prediction predict(
      String signature, Map<String, Column> inputs, Set<String> outputs, long deadlineNanos);

  @Override
  void close();
}

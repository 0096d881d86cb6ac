package io.github.ple4j.serve;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import io.github.ple4j.serve.PredictorException.Category;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.tensorflow.proto.SignatureDef;

/**
 * A version in memory, with the number of those who hold it: leases, and the model as long as it
 * serves it. Thread-safe.
 */
final class LoadedVersion {
  private final String model;
  private final long version;
  private final Predictor predictor;
  private final Optional<Batcher> batcher;
  private final ServingListener listener;
  private final Consumer<LoadedVersion> released;
  private final AtomicInteger holders = new AtomicInteger(1);

  /**
   * A version that is held once.
   *
   * @param model the model's name
   * @param released told when nobody holds it any longer, once
   */
  LoadedVersion(
      String model,
      long version,
      Predictor predictor,
      ModelsOptions options,
      Consumer<LoadedVersion> released) {
    this.model = model;
    this.version = version;
    this.predictor = predictor;
    this.batcher =
        options.batching().map(batching -> new Batcher(predictor, batching, new Teller()));
    this.listener = options.listener();
    this.released = released;
  }

  String model() {
    return model;
  }

  long version() {
    return version;
  }

  ImmutableSortedMap<String, Signature> signatures() {
    return predictor.signatures();
  }

  ImmutableMap<String, SignatureDef> signatureDefs() {
    return predictor.signatureDefs();
  }

  /** Holds it, unless nobody does any longer. */
  boolean hold() {
    int now = holders.get();
    while (now > 0) {
      if (holders.compareAndSet(now, now + 1)) {
        return true;
      }
      now = holders.get();
    }
    return false;
  }

  /** Ends one hold. */
  void release() {
    if (holders.decrementAndGet() == 0) {
      released.accept(this);
    }
  }

  /** As {@link ModelLease#predict}, without a quota. */
  Prediction predict(
      String signature, Map<String, Column> inputs, Set<String> outputs, long deadlineNanos) {
    return batcher.isPresent()
        ? batcher.get().predict(signature, inputs, outputs, deadlineNanos)
        : predictAlone(signature, inputs, outputs, deadlineNanos);
  }

  private Prediction predictAlone(
      String signature, Map<String, Column> inputs, Set<String> outputs, long deadlineNanos) {
    long start = System.nanoTime();
    Optional<Category> error = Optional.of(Category.FAILED);
    try {
      checkTime(deadlineNanos);
      Prediction prediction =
          outputs.isEmpty()
              ? predictor.predict(signature, inputs)
              : predictor.predict(signature, inputs, outputs);
      checkTime(deadlineNanos);
      error = Optional.empty();
      return prediction;
    } catch (PredictorException e) {
      error = Optional.of(e.category());
      throw e;
    } finally {
      tell(signature, rows(signature, inputs), 0, System.nanoTime() - start, error);
    }
  }

  private void checkTime(long deadlineNanos) {
    if (deadlineNanos != Long.MAX_VALUE && System.nanoTime() - deadlineNanos >= 0) {
      throw new PredictorException(
          Category.DEADLINE_EXCEEDED,
          "model \"" + model + "\": the request's time was over before its answer");
    }
  }

  /** Of the first input that has rows; 1 if none has. */
  private long rows(String signature, Map<String, Column> inputs) {
    Signature described = signatures().get(signature);
    if (described != null) {
      for (Map.Entry<String, TensorSpec> input : described.inputs().entrySet()) {
        Column column = inputs.get(input.getKey());
        if (column != null && input.getValue().isBatched() && column.shape().numDimensions() > 0) {
          return column.shape().get(0);
        }
      }
    }
    return 1;
  }

  /** Tells of a request that was refused before it was looked at. */
  void tellRefused(String signature, Map<String, Column> inputs, Category error) {
    tell(signature, rows(signature, inputs), 0, 0, Optional.of(error));
  }

  private void tell(
      String signature, long rows, long queueNanos, long runNanos, Optional<Category> error) {
    // Callers can make up any number of names: those are told as one.
    String known = signatures().containsKey(signature) ? signature : "";
    listener.predicted(model, version, known, rows, queueNanos, runNanos, error);
  }

  private final class Teller implements BatchListener {
    @Override
    public void predicted(
        String signature, long rows, long queueNanos, long runNanos, Optional<Category> error) {
      tell(signature, rows, queueNanos, runNanos, error);
    }

    @Override
    public void batched(String signature, int requests, long rows, long paddedRows) {
      listener.batched(model, version, signature, requests, rows, paddedRows);
    }
  }

  /** Frees its memory. */
  void unload() {
    batcher.ifPresent(Batcher::close);
    predictor.close();
  }
}

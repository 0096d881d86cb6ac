package io.github.ple4j.serve;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import io.github.ple4j.serve.PredictorException.Category;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;

/**
 * A model that answers in this process. It is read from a SavedModel's directory, whoever wrote it,
 * and can be asked whatever its signatures offer:
 *
 * <pre>{@code
 * try (Predictor predictor = Predictor.open(Path.of("export/1"))) {
 *   Prediction prediction =
 *       predictor.predict(
 *           Map.of(
 *               "age", Column.floats(38, 21),
 *               "education", Column.strings("Bachelors", "HS-grad")));
 *   float[] income = prediction.floats("income"); // [2]
 * }
 * }</pre>
 *
 * <p>Thread-safe: any number of threads may ask at the same time, and one may close it meanwhile.
 * The directory must stay as it is until {@link #open(Path)} returns; after that it is not read
 * again.
 *
 * <p>Small requests take half the time in a process that was started with {@link
 * CommandLauncher#PREDICTION} in its environment.
 */
public final class Predictor implements AutoCloseable {
  /** The signature that is meant where none is named. */
  public static final String DEFAULT_SIGNATURE = "serving_default";

  // Signatures of TensorFlow's own: what is run at loading, and a step of training.
  private static final Set<String> INTERNAL =
      Set.of("__saved_model_init_op", "__saved_model_train_op");

  private final Path directory;
  private final SavedModelBundle bundle;
  private final ImmutableSortedMap<String, SignatureRunner> runners;
  private final ImmutableSortedMap<String, Signature> signatures;
  private final ImmutableMap<String, SignatureDef> signatureDefs;
  private final ImmutableSortedMap<String, String> unusable; // signatures, and why
  // Predictions read; closing writes, and so waits for those that are under way.
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private boolean closed;

  private Predictor(
      Path directory, SavedModelBundle bundle, MetaGraphDef graph, PredictorOptions options) {
    this.directory = directory;
    this.bundle = bundle;
    this.signatureDefs = ImmutableMap.copyOf(graph.getSignatureDefMap());
    ImmutableSortedMap.Builder<String, SignatureRunner> usable = ImmutableSortedMap.naturalOrder();
    ImmutableSortedMap.Builder<String, Signature> described = ImmutableSortedMap.naturalOrder();
    ImmutableSortedMap.Builder<String, String> others = ImmutableSortedMap.naturalOrder();
    Map<String, SignatureDef> asked =
        Maps.filterKeys(graph.getSignatureDefMap(), name -> !INTERNAL.contains(name));
    for (Map.Entry<String, SignatureDef> entry :
        ConstantVariables.fold(graph, asked, bundle.graph(), bundle.session()).entrySet()) {
      String name = entry.getKey();
      try {
        SignatureRunner runner =
            SignatureRunner.of(name, entry.getValue(), bundle.graph(), options.equalBatchSizes());
        usable.put(name, runner);
        described.put(name, runner.signature());
      } catch (UnsupportedOperationException e) {
        others.put(name, String.valueOf(e.getMessage()));
      } catch (IllegalArgumentException e) {
        throw new PredictorException(
            Category.INVALID_MODEL,
            directory + ": signature \"" + name + "\": " + e.getMessage(),
            e);
      }
    }
    runners = usable.buildOrThrow();
    signatures = described.buildOrThrow();
    unusable = others.buildOrThrow();
  }

  /** {@link #open(Path, PredictorOptions)} with the default options. */
  public static Predictor open(Path directory) {
    return open(directory, PredictorOptions.defaults());
  }

  /**
   * Loads the graph with the tag {@code serve}, restores its variables, runs its initialisation
   * (such as that of lookup tables), and then its warm-up requests.
   *
   * @param directory with {@code saved_model.pb} in it
   * @throws PredictorException of category {@code NOT_FOUND} if there is no SavedModel, {@code
   *     INVALID_MODEL} if it is incomplete or damaged, or a warm-up request is
   */
  public static Predictor open(Path directory, PredictorOptions options) {
    MetaGraphDef graph = SavedModelDirectory.read(directory);
    SavedModelBundle bundle;
    try (LoadableDirectory loadable = LoadableDirectory.of(directory, graph)) {
      bundle = load(loadable.path(), options);
    } catch (IOException e) {
      throw SavedModelDirectory.unreadable(directory, e);
    } catch (RuntimeException e) {
      throw new PredictorException(
          Category.INVALID_MODEL,
          directory + ": TensorFlow cannot load it: " + PredictorException.reason(e),
          e);
    }
    try {
      Predictor predictor = new Predictor(directory, bundle, graph, options);
      if (options.warmUp()) {
        predictor.warmUp();
      }
      return predictor;
    } catch (RuntimeException | Error e) {
      bundle.close();
      throw e;
    }
  }

  private static SavedModelBundle load(Path directory, PredictorOptions options) {
    return SavedModelBundle.loader(directory.toString())
        .withTags(SavedModelDirectory.TAG)
        .withConfigProto(configuration(options))
        .load();
  }

  /** Of a GPU's memory TensorFlow takes what is needed, as it is needed; else all that is free. */
  static ConfigProto configuration(PredictorOptions options) {
    ConfigProto.Builder configuration =
        ConfigProto.newBuilder()
            .setAllowSoftPlacement(true)
            .setIntraOpParallelismThreads(options.threads());
    if (options.threads() == 1) {
      // A negative number: in the caller's thread.
      configuration.setInterOpParallelismThreads(-1);
    } else {
      configuration.setUsePerSessionThreads(true).setInterOpParallelismThreads(options.threads());
    }
    configuration.getGpuOptionsBuilder().setAllowGrowth(true);
    return configuration.build();
  }

  /** Runs the warm-up requests, if the model has any. */
  void warmUp() {
    Path file = directory.resolve(WarmupRequests.PATH);
    if (!Files.exists(file)) {
      return;
    }
    ImmutableList<WarmupRequest> requests;
    try {
      requests = WarmupRequests.read(file);
    } catch (IOException e) {
      throw SavedModelDirectory.unreadable(file, e);
    }
    for (int i = 0; i < requests.size(); i++) {
      try {
        predict(requests.get(i).signature(), requests.get(i).inputs());
      } catch (PredictorException e) {
        throw new PredictorException(
            Category.INVALID_MODEL, file + ": request " + (i + 1) + ": " + e.getMessage(), e);
      }
    }
  }

  /**
   * What can be asked, by name. Signatures with inputs or outputs that a {@link Column} cannot hold
   * are not among them.
   */
  public ImmutableSortedMap<String, Signature> signatures() {
    return signatures;
  }

  /** All signatures as the model's file has them, by name, those that cannot be used among them. */
  public ImmutableMap<String, SignatureDef> signatureDefs() {
    return signatureDefs;
  }

  /** {@link #predict(String, Map)} by the signature {@value #DEFAULT_SIGNATURE}. */
  public Prediction predict(Map<String, Column> inputs) {
    return predict(DEFAULT_SIGNATURE, inputs);
  }

  /**
   * Runs the model once, for all rows of the inputs.
   *
   * @param signature one of {@link #signatures()}
   * @param inputs a column for every input of the signature, of its type and shape
   * @return a column for every output of the signature
   * @throws PredictorException of category {@code NOT_FOUND} if there is no such signature, {@code
   *     INVALID_ARGUMENT} if the inputs are not what it wants or hold values that the model
   *     refuses, {@code FAILED} if TensorFlow fails
   * @throws IllegalStateException if this is closed
   */
  public Prediction predict(String signature, Map<String, Column> inputs) {
    SignatureRunner runner = runner(signature);
    return predict(runner.all(), runner.matched(inputs));
  }

  /**
   * Runs the model once, for some of the signature's outputs; what only others need is not
   * computed.
   *
   * @throws PredictorException as {@link #predict(String, Map)} does, and of category {@code
   *     NOT_FOUND} if there is no such output
   * @throws IllegalStateException if this is closed
   */
  public Prediction predict(String signature, Map<String, Column> inputs, Set<String> outputs) {
    SignatureRunner runner = runner(signature);
    SignatureRunner.Wanted wanted = runner.some(outputs);
    return predict(wanted, runner.matched(inputs));
  }

  private Prediction predict(SignatureRunner.Wanted wanted, Column[] inputs) {
    return wanted.prediction(run(wanted, inputs));
  }

  /** The outputs wanted, for inputs that match the signature. */
  Column[] run(SignatureRunner.Wanted wanted, Column[] inputs) {
    Lock reading = lock.readLock();
    reading.lock();
    try {
      checkOpen();
      return wanted.runner().run(bundle.session(), inputs, wanted);
    } finally {
      reading.unlock();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the predictor of " + directory + " is closed");
    }
  }

  /**
   * What runs a signature.
   *
   * @throws PredictorException of category {@code NOT_FOUND} if there is none of that name
   */
  SignatureRunner runner(String signature) {
    SignatureRunner runner = runners.get(signature);
    if (runner != null) {
      return runner;
    }
    String reason = unusable.get(signature);
    if (reason != null) {
      throw new PredictorException(
          Category.NOT_FOUND, "signature \"" + signature + "\" cannot be used: " + reason);
    }
    throw new PredictorException(
        Category.NOT_FOUND,
        "no signature \"" + signature + "\"; the signatures are " + Quoted.names(runners.keySet()));
  }

  /**
   * Waits for the predictions that are under way, and frees the model's memory. Predictions asked
   * for later end with {@link IllegalStateException}. Closing again does nothing.
   */
  @Override
  public void close() {
    Lock writing = lock.writeLock();
    writing.lock();
    try {
      if (!closed) {
        closed = true;
        bundle.close();
      }
    } finally {
      writing.unlock();
    }
  }
}

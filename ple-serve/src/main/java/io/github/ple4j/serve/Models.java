package io.github.ple4j.serve;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import io.github.ple4j.serve.PredictorException.Category;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Several models by name, each with versions that come and go with their directories. Thread-safe.
 *
 * <p>A version is a directory {@code <directory>/<number>} with {@code saved_model.pb} in it; other
 * names, such as those of versions that are still being written, are left alone. The versions that
 * the {@linkplain VersionPolicy policy} wants are loaded and warmed up in the background, and
 * answer from then on. Only then are those that are no longer wanted let go: they answer what they
 * have taken, and are unloaded when their last lease is closed. So a version that cannot be loaded
 * never takes the place of one that answers. It is tried again, as often as the options say, and
 * once more when its files have changed; a directory that was removed and made again is loaded
 * anew.
 *
 * <p>A directory that is missing, or has none of the wanted versions in it, changes nothing: what
 * answers goes on to do so, as by TensorFlow Serving's {@code servable_versions_always_present}.
 */
public final class Models implements AutoCloseable {
  private final ModelsOptions options;
  private final ServingThreads threads = new ServingThreads();
  private final Object configuring = new Object();
  private volatile ModelsConfiguration configuration = new ModelsConfiguration(ImmutableList.of());
  private volatile ImmutableSortedMap<String, ServedModel> models = ImmutableSortedMap.of();
  private volatile boolean closed;

  private Models(ModelsOptions options) {
    this.options = options.withListener(new GuardedListener(options.listener()));
  }

  /**
   * Begins to watch the directories; versions are loaded in the background.
   *
   * <p>A label may stand for a version that is not there yet; until it is, a request for the label
   * finds nothing.
   */
  public static Models open(ModelsConfiguration configuration, ModelsOptions options) {
    Models models = new Models(options);
    models.reconfigure(configuration);
    if (!options.pollInterval().isZero()) {
      models.threads.look(options.pollInterval(), models::look);
    }
    return models;
  }

  /** The names of the models. */
  public ImmutableSortedSet<String> names() {
    return models.keySet();
  }

  /** Waits until every model has a version that answers, or has given up; false after the time. */
  public boolean awaitLoaded(Duration time) throws InterruptedException {
    return threads.await(() -> models.values().stream().allMatch(ServedModel::isDecided), time);
  }

  /** Whether every model has a version that answers. */
  public boolean isReady() {
    return !closed && models.values().stream().allMatch(ServedModel::isAvailable);
  }

  /**
   * A version of a model, held until the lease is closed: it is not unloaded meanwhile.
   *
   * @throws PredictorException of category {@code NOT_FOUND} if there is none, {@code
   *     INVALID_ARGUMENT} if there is no such label, {@code UNAVAILABLE} if this is closed
   */
  public ModelLease lease(String model, VersionChoice version) {
    Optional<ServedModel> served = Optional.ofNullable(models.get(model));
    Optional<ModelLease> lease;
    String request;
    if (version instanceof VersionChoice.Newest) {
      lease = served.flatMap(ServedModel::leaseNewest);
      request = "Latest(" + model + ")";
    } else {
      long number = number(served, version);
      lease = served.flatMap(there -> there.lease(number));
      request = "Specific(" + model + ", " + number + ")";
    }
    return lease.orElseThrow(
        () ->
            closed
                ? ended()
                : new PredictorException(
                    Category.NOT_FOUND, "Servable not found for request: " + request));
  }

  private long number(Optional<ServedModel> served, VersionChoice version) {
    if (version instanceof VersionChoice.Labelled labelled) {
      String label = labelled.label();
      return served
          .map(there -> there.configuration().labels().get(label))
          .orElseThrow(
              () ->
                  closed
                      ? ended()
                      : new PredictorException(
                          Category.INVALID_ARGUMENT,
                          "Unrecognized servable version label: " + label));
    }
    return ((VersionChoice.Numbered) version).version();
  }

  private static PredictorException ended() {
    return new PredictorException(Category.UNAVAILABLE, "the server ends");
  }

  /**
   * The versions that were seen of a model, the newest first. Of those that are gone the newest are
   * remembered.
   *
   * @throws PredictorException of category {@code NOT_FOUND} if there is no such model
   */
  public ImmutableList<VersionStatus> status(String model) {
    ServedModel served = models.get(model);
    if (served == null) {
      throw new PredictorException(
          Category.NOT_FOUND, "Could not find any versions of model " + model);
    }
    return served.status();
  }

  /** The configuration in force. */
  public ModelsConfiguration configuration() {
    return configuration;
  }

  /**
   * Takes another configuration: models that are no longer in it are drained and unloaded, new ones
   * loaded, those in both keep their versions.
   *
   * @throws IllegalStateException if a label would move to a version that does not answer; nothing
   *     is changed then
   * @throws PredictorException of category {@code UNAVAILABLE} if this is closed
   */
  public void reconfigure(ModelsConfiguration next) {
    synchronized (configuring) {
      if (closed) {
        throw ended();
      }
      next.models().forEach(this::checkLabels);
      ImmutableSortedMap.Builder<String, ServedModel> kept = ImmutableSortedMap.naturalOrder();
      for (ModelConfiguration model : next.models()) {
        ServedModel served = models.get(model.name());
        if (served == null) {
          served =
              new ServedModel(
                  model, options, threads, () -> Optional.ofNullable(models.get(model.name())));
        } else {
          served.configure(model);
        }
        kept.put(model.name(), served);
      }
      List<ServedModel> left = new ArrayList<>();
      ImmutableSortedMap<String, ServedModel> now = kept.buildOrThrow();
      models.forEach(
          (name, model) -> {
            if (!now.containsKey(name)) {
              left.add(model);
            }
          });
      models = now;
      configuration = next;
      left.forEach(ServedModel::close);
    }
    threads.changed();
    threads.look(Duration.ZERO, this::look);
  }

  private void checkLabels(ModelConfiguration next) {
    ServedModel served = models.get(next.name());
    if (served == null) {
      return;
    }
    for (Map.Entry<String, Long> label : next.labels().entrySet()) {
      Long before = served.configuration().labels().get(label.getKey());
      if (before != null
          && !before.equals(label.getValue())
          && !served.isAvailable(label.getValue())) {
        throw new IllegalStateException(
            "Request to assign label to version "
                + label.getValue()
                + " of model "
                + next.name()
                + ", which is not currently available for inference");
      }
    }
  }

  /**
   * From now on takes a file's configuration whenever the file has changed. A file that cannot be
   * read or taken is told to the listener, and the configuration before it stays. So is one without
   * a {@code model_config_list}, as a file is while it is being written: no models is {@code
   * model_config_list {}}.
   *
   * @param interval how often the file is looked at
   */
  public void watch(Path file, Duration interval) {
    if (interval.isZero() || interval.isNegative()) {
      throw new IllegalArgumentException("the interval must be positive: " + interval);
    }
    threads.look(interval, new ConfigurationWatch(file, this, options.listener())::look);
  }

  private void look() {
    models.values().forEach(ServedModel::look);
  }

  /**
   * Refuses new requests ({@code UNAVAILABLE}), answers those it took, and unloads all. Waits until
   * every lease is closed, or the thread is interrupted; what is still held then is unloaded when
   * its last lease is closed.
   */
  @Override
  public void close() {
    synchronized (configuring) {
      closed = true;
      models.values().forEach(ServedModel::close);
    }
    threads.close();
  }
}

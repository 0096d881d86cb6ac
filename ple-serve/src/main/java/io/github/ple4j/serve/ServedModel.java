package io.github.ple4j.serve;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import io.github.ple4j.serve.PredictorException.Category;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One model: loads the versions that its policy wants, and unloads the others once a wanted one
 * answers. Its directory is looked at when it is told to. Thread-safe; requests take no lock.
 */
final class ServedModel {
  private static final int GONE = 32; // versions whose end is remembered

  private final String name;
  private final ModelsOptions options;
  private final ServingListener listener;
  private final ServingThreads threads;
  private final Quota quota;
  private final Supplier<Optional<ServedModel>> current;

  // Guarded by this.
  private final NavigableMap<Long, VersionSlot> slots = new TreeMap<>();
  private final NavigableMap<Long, VersionStatus> gone = new TreeMap<>();
  private String problem = "";
  private boolean closed;

  // Read by requests.
  private volatile ModelConfiguration configuration;
  private volatile ImmutableSortedMap<Long, LoadedVersion> available = ImmutableSortedMap.of();
  private volatile ImmutableList<VersionStatus> statuses = ImmutableList.of();
  private volatile boolean decided;

  /**
   * A model without versions.
   *
   * @param current what has the name now: once this is closed, it may be another
   */
  ServedModel(
      ModelConfiguration configuration,
      ModelsOptions options,
      ServingThreads threads,
      Supplier<Optional<ServedModel>> current) {
    this.name = configuration.name();
    this.current = current;
    this.configuration = configuration;
    this.options = options;
    this.listener = options.listener();
    this.threads = threads;
    this.quota = new Quota(options.maximumInFlight());
  }

  ModelConfiguration configuration() {
    return configuration;
  }

  /** The versions, the newest first. */
  ImmutableList<VersionStatus> status() {
    return statuses;
  }

  boolean isAvailable() {
    return !available.isEmpty();
  }

  boolean isAvailable(long version) {
    return available.containsKey(version);
  }

  /** Whether a version answers, or all that there are have been given up. */
  boolean isDecided() {
    return decided;
  }

  /** The newest version; empty if there is none. */
  Optional<ModelLease> leaseNewest() {
    return lease(now -> now.isEmpty() ? Optional.empty() : Optional.of(now.lastKey()));
  }

  /** A version; empty if it does not answer. */
  Optional<ModelLease> lease(long version) {
    return lease(now -> Optional.of(version));
  }

  private Optional<ModelLease> lease(
      Function<ImmutableSortedMap<Long, LoadedVersion>, Optional<Long>> choice) {
    while (true) {
      ImmutableSortedMap<Long, LoadedVersion> now = available;
      Optional<LoadedVersion> version = choice.apply(now).map(now::get);
      if (version.isEmpty()) {
        return Optional.empty();
      }
      if (version.get().hold()) {
        return Optional.of(new VersionLease(version.get(), quota));
      }
      // It was let go of just now, and is not in the map any longer.
      Thread.onSpinWait();
    }
  }

  synchronized void configure(ModelConfiguration next) {
    if (!next.equals(configuration)) {
      configuration = next;
      // What was given up of the one before says nothing of this.
      decided = decided && isAvailable();
    }
  }

  /** Looks at the directory, and begins to do what follows from it. */
  void look() {
    ModelConfiguration now = configuration;
    ImmutableSortedMap<Long, VersionFiles> wanted = ImmutableSortedMap.of();
    boolean known = true;
    String found;
    try {
      ImmutableSortedMap<Long, VersionFiles> versions = VersionDirectories.in(now.directory());
      wanted = now.policy().wanted(versions);
      found = wanted.isEmpty() ? nothing(now, versions) : "";
    } catch (NoSuchFileException e) {
      found = now.directory() + ": no such directory";
    } catch (NotDirectoryException e) {
      found = now.directory() + ": not a directory";
    } catch (IOException e) {
      known = false;
      found = now.directory() + ": cannot be read: " + e.getMessage();
    }
    synchronized (this) {
      if (!closed && now.equals(configuration)) {
        if (!found.equals(problem) && !found.isEmpty()) {
          listener.withoutVersions(name, found);
        }
        problem = found;
        if (known) {
          want(wanted);
        }
      }
    }
  }

  private static String nothing(
      ModelConfiguration configuration, ImmutableSortedMap<Long, VersionFiles> versions) {
    return configuration.directory()
        + (versions.isEmpty()
            ? ": no version: expected a directory named by a number, with saved_model.pb in it"
            : ": none of the wanted versions: found " + versions.keySet());
  }

  private void want(ImmutableSortedMap<Long, VersionFiles> wanted) {
    for (VersionSlot slot : slots.values()) {
      // A directory without any version is a mistake or about to be filled: what answers stays.
      slot.wanted =
          wanted.containsKey(slot.version)
              || (wanted.isEmpty() && slot.wanted && slot.serving != null);
    }
    Map<VersionSlot, VersionFiles> loads = new LinkedHashMap<>();
    for (Map.Entry<Long, VersionFiles> entry : wanted.descendingMap().entrySet()) {
      VersionSlot slot = slots.computeIfAbsent(entry.getKey(), VersionSlot::new);
      gone.remove(entry.getKey());
      if (slot.wants(entry.getValue())) {
        loads.put(slot, entry.getValue());
      }
    }
    loads.forEach(this::begin);
    publish();
    settle();
  }

  private void begin(VersionSlot slot, VersionFiles files) {
    slot.loading = true;
    slot.givenUp = false;
    slot.attempted = files;
    threads.load(() -> load(slot, files));
  }

  private void load(VersionSlot slot, VersionFiles files) {
    synchronized (this) {
      if (closed || !slot.wanted) {
        slot.loading = false;
        settle();
        return;
      }
      slot.attemptedContents = files.contents();
      slot.seenContents = slot.attemptedContents;
      if (slot.serving == null) {
        slot.state = VersionState.LOADING;
      }
      publish();
    }
    try {
      Predictor predictor = open(slot, files);
      loaded(slot, new LoadedVersion(name, slot.version, predictor, options, this::drained));
    } catch (PredictorException e) {
      failed(slot, e.category(), String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      failed(slot, Category.FAILED, files.path() + ": " + PredictorException.reason(e));
    }
  }

  private Predictor open(VersionSlot slot, VersionFiles files) {
    long start = System.nanoTime();
    Predictor predictor = Predictor.open(files.path(), options.predictor().withWarmUp(false));
    try {
      long opened = System.nanoTime();
      if (options.predictor().warmUp()) {
        predictor.warmUp();
      }
      long end = System.nanoTime();
      if (files.contents() != slot.attemptedContents) {
        throw new PredictorException(
            Category.INVALID_MODEL, files.path() + ": its files changed while they were loaded");
      }
      listener.loaded(name, slot.version, opened - start, end - opened);
      return predictor;
    } catch (RuntimeException | Error e) {
      predictor.close();
      throw e;
    }
  }

  private synchronized void loaded(VersionSlot slot, LoadedVersion version) {
    threads.opened();
    if (closed || (!slot.wanted && answersWanted())) {
      slot.loading = false;
      version.release();
    } else {
      LoadedVersion before = slot.serving;
      slot.loaded(version);
      publish();
      if (before != null) {
        before.release();
      }
    }
    settle();
  }

  private synchronized void failed(VersionSlot slot, Category category, String message) {
    slot.failed(category, message, options.loadRetries());
    listener.loadFailed(name, slot.version, category, message, slot.givenUp);
    if (!closed && slot.wanted && !slot.givenUp) {
      int failures = slot.failures;
      threads.later(
          options.loadRetryInterval().toNanos(), TimeUnit.NANOSECONDS, () -> retry(slot, failures));
    }
    settle();
    publish();
  }

  private synchronized void retry(VersionSlot slot, int failures) {
    boolean same = slot.failures == failures && slots.get(slot.version) == slot;
    VersionFiles files = slot.attempted;
    if (!closed && same && slot.wanted && !slot.loading && files != null) {
      begin(slot, filesNow(files));
    }
  }

  /** Of a version that is to be loaded again; the same if there are none or they cannot be read. */
  private static VersionFiles filesNow(VersionFiles before) {
    try {
      return VersionFiles.of(before.path()).orElse(before);
    } catch (IOException e) {
      return before;
    }
  }

  private boolean answersWanted() {
    return slots.values().stream().anyMatch(slot -> slot.wanted && slot.serving != null);
  }

  /** Lets go of the versions that are not wanted, but never of the last that answers. */
  private void settle() {
    Optional<VersionSlot> spared =
        closed || answersWanted()
            ? Optional.empty()
            : slots.values().stream()
                .filter(slot -> slot.serving != null)
                .max(Comparator.comparingLong(slot -> slot.version));
    List<LoadedVersion> unloaded = new ArrayList<>();
    for (VersionSlot slot : ImmutableList.copyOf(slots.values())) {
      boolean goes = closed || !slot.wanted;
      if (goes && !slot.loading && spared.filter(slot::equals).isEmpty()) {
        slots.remove(slot.version);
        LoadedVersion serving = slot.serving;
        if (serving != null) {
          unloaded.add(serving);
        }
        slot.state = serving == null ? VersionState.END : VersionState.UNLOADING;
        gone.put(slot.version, slot.status());
      }
    }
    publish();
    unloaded.forEach(LoadedVersion::release);
  }

  /** Nobody holds it any longer. */
  private void drained(LoadedVersion version) {
    threads.unload(
        () -> {
          version.unload();
          ended(version.version());
        });
  }

  private synchronized void ended(long version) {
    VersionStatus status = gone.get(version);
    if (status != null && status.state() == VersionState.UNLOADING) {
      gone.put(
          version, new VersionStatus(version, VersionState.END, status.error(), status.message()));
    }
    publish();
  }

  /** Makes the state visible, and tells what has changed. */
  private void publish() {
    while (gone.size() > GONE) {
      gone.pollFirstEntry();
    }
    ImmutableSortedMap.Builder<Long, LoadedVersion> answering = ImmutableSortedMap.naturalOrder();
    NavigableMap<Long, VersionStatus> all = new TreeMap<>(gone);
    for (VersionSlot slot : slots.values()) {
      all.put(slot.version, slot.status());
      LoadedVersion serving = slot.serving;
      if (serving != null) {
        answering.put(slot.version, serving);
      }
    }
    available = answering.buildOrThrow();
    Map<Long, VersionStatus> before = new HashMap<>();
    statuses.forEach(status -> before.put(status.version(), status));
    statuses = ImmutableList.copyOf(all.descendingMap().values());
    decided =
        !available.isEmpty()
            || (!slots.isEmpty() && slots.values().stream().allMatch(slot -> slot.givenUp));
    for (VersionStatus status : all.values()) {
      if (!status.equals(before.get(status.version())) && !isReplaced(status.version())) {
        listener.changed(name, status);
      }
    }
    threads.changed();
  }

  /** Whether another model of this name has the version: what becomes of this one is no news. */
  private boolean isReplaced(long version) {
    return closed
        && current.get().filter(model -> model != this && model.hasSeen(version)).isPresent();
  }

  private boolean hasSeen(long version) {
    return statuses.stream().anyMatch(status -> status.version() == version);
  }

  /** Loads nothing more, and unloads each version when nobody holds it. */
  synchronized void close() {
    closed = true;
    settle();
  }
}

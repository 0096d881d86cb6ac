package io.github.ple4j.serve.server;

import io.github.ple4j.serve.PredictorException.Category;
import io.github.ple4j.serve.ServingListener;
import io.github.ple4j.serve.VersionState;
import io.github.ple4j.serve.VersionStatus;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What a person sees of versions that come and go: a line each. */
final class VersionReport implements ServingListener {
  private final PrintWriter err;
  private final String retry;
  private final Set<String> answering = ConcurrentHashMap.newKeySet();

  VersionReport(PrintWriter err, long retryMicros) {
    this.err = err;
    retry = BigDecimal.valueOf(retryMicros, 6).stripTrailingZeros().toPlainString();
  }

  @Override
  public void loaded(String model, long version, long loadNanos, long warmUpNanos) {
    answering.add(name(model, version));
    err.printf(
        Locale.ROOT,
        "%s version %d answers: loaded in %.2f s, warmed up in %.2f s%n",
        model,
        version,
        loadNanos * 1e-9,
        warmUpNanos * 1e-9);
  }

  @Override
  public void loadFailed(
      String model, long version, Category category, String message, boolean givenUp) {
    err.println(
        name(model, version)
            + " cannot be loaded: "
            + message.lines().findFirst().orElse("")
            + (givenUp ? "; given up until its files change" : "; tried again in " + retry + " s"));
  }

  @Override
  public void changed(String model, VersionStatus status) {
    String name = name(model, status.version());
    if (status.state() == VersionState.END && answering.remove(name)) {
      err.println(name + " is unloaded");
    }
  }

  private static String name(String model, long version) {
    return model + " version " + version;
  }

  @Override
  public void withoutVersions(String model, String problem) {
    err.println(model + ": " + problem);
  }

  @Override
  public void configured(Path file) {
    err.println(file + ": the changed configuration is in force");
  }

  @Override
  public void refused(Path file, String problem) {
    err.println("the configuration stays as it was: " + problem);
  }
}

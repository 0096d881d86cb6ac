package io.github.ple4j.serve.server;

import io.github.ple4j.serve.ServingListener;
import io.github.ple4j.serve.VersionState;
import io.github.ple4j.serve.VersionStatus;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/** What a person sees of versions that come and go: a line each. */
final class VersionReport implements ServingListener {
  private final PrintWriter err;
  private final String retry;

  VersionReport(PrintWriter err, long retryMicros) {
    this.err = err;
    retry = String.format(Locale.ROOT, "%.3g", retryMicros / 1e6).replaceAll("\\.?0+$", "");
  }

  @Override
  public void loaded(String model, long version, long loadNanos, long warmUpNanos) {
    err.printf(
        Locale.ROOT,
        "%s version %d answers: loaded in %.2f s, warmed up in %.2f s%n",
        model,
        version,
        loadNanos * 1e-9,
        warmUpNanos * 1e-9);
  }

  @Override
  public void changed(String model, VersionStatus status) {
    boolean ended = status.state() == VersionState.END;
    String name = model + " version " + status.version();
    if (status.error().isPresent()) {
      String message = status.message().lines().findFirst().orElse("");
      err.println(
          name
              + " cannot be loaded: "
              + message
              + (ended ? "; given up until its files change" : "; tried again in " + retry + " s"));
    } else if (ended) {
      err.println(name + " is unloaded");
    }
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

package io.github.ple4j.train.cli;

import io.github.ple4j.train.RunManifest;
import picocli.CommandLine.IVersionProvider;

/** What {@code ple --version} prints. */
final class Versions implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return RunManifest.versions().entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .toArray(String[]::new);
  }
}

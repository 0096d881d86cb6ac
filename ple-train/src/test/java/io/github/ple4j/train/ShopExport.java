package io.github.ple4j.train;

import io.github.ple4j.graph.Placement;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;

/** A small model of {@link ShopData}, with features of every kind, as an export. */
public final class ShopExport {
  private ShopExport() {}

  /** Trains for a moment, and returns the export's directory. */
  public static Path create(Path run) {
    ShopData data = ShopData.of(60);
    try (RunDirectory directory = RunDirectory.create(run)) {
      TrainingRun.run(
          directory,
          Runs.spec(data, "hard-sharing", 1, 30).build(),
          data,
          Placement.cpu(),
          EnumSet.allOf(SignatureKind.class),
          List.of(),
          new TrainingListener() {});
    }
    return run.resolve("export").resolve("1");
  }
}

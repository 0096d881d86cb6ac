package io.github.ple4j.benchmarks.experiment;

import io.github.ple4j.datasets.CensusIncome;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.SyntheticRegression;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Data sets by what an experiment says of them; the last few are kept. Thread-safe. */
final class ExperimentData {
  private static final int KEPT = 4;

  private final Optional<Path> directory;
  private final Map<RunKey, Dataset> loaded =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RunKey, Dataset> eldest) {
          return size() > KEPT;
        }
      };

  /**
   * @param directory of the census files; else they are looked for where {@code ple} looks
   */
  ExperimentData(Optional<Path> directory) {
    this.directory = directory;
  }

  /** The seeds without the one that data of this kind do not read. */
  static Seeds read(Data data, Seeds seeds) {
    return data.hasSynthetic()
        ? seeds.toBuilder().clearSplit().build()
        : seeds.toBuilder().clearDraw().build();
  }

  /** The data that a run trains on. */
  synchronized Dataset of(RunKey key) {
    RunKey place =
        RunKey.newBuilder()
            .setData(key.getData())
            .setSeeds(
                read(key.getData(), key.getSeeds()).toBuilder().clearOrder().clearInitialization())
            .setHeldOut(key.getHeldOut())
            .build();
    Dataset known = loaded.get(place);
    if (known == null) {
      known =
          key.getHeldOut()
              ? HeldOut.of(of(key.toBuilder().clearHeldOut().build()), key.getSeeds().getSplit())
              : load(key);
      loaded.put(place, known);
    }
    return known;
  }

  private Dataset load(RunKey key) {
    if (key.getData().hasSynthetic()) {
      Synthetic synthetic = key.getData().getSynthetic();
      SyntheticRegression.Options options =
          SyntheticRegression.Options.defaults()
              .withCorrelation(synthetic.getCorrelation())
              .withRows(synthetic.getRows())
              .withDrawSeed(key.getSeeds().getDraw());
      if (synthetic.getDimensions() > 0) {
        options = options.withDimensions(synthetic.getDimensions());
      }
      return SyntheticRegression.create(options);
    }
    Path place =
        CensusIncome.locate(directory, System.getenv(), Path.of(System.getProperty("user.home")));
    CensusIncome.Protocol protocol =
        key.getData().getCensus().getProtocol() == Census.Protocol.WITH_EDUCATION
            ? CensusIncome.Protocol.WITH_EDUCATION
            : CensusIncome.Protocol.PAPER;
    if (!CensusIncome.isPresent(place)) {
      throw new ExperimentException(
          "expected the census-income files in "
              + place
              + ", found none; name their directory with --data-dir, or have them downloaded by: java"
              + " -jar ple-train/target/ple.jar spec --data census --model ple");
    }
    return CensusIncome.load(place, protocol, key.getSeeds().getSplit());
  }
}

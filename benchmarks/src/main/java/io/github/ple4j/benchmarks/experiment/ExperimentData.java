package io.github.ple4j.benchmarks.experiment;

import io.github.ple4j.datasets.AliCcp;
import io.github.ple4j.datasets.CensusIncome;
import io.github.ple4j.datasets.DataException;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.SyntheticRegression;
import io.github.ple4j.datasets.VideoFeed;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Data sets by what an experiment says of them; the last few are kept. Thread-safe. */
final class ExperimentData {
  private static final int KEPT = 4;

  private final Optional<Path> directory;
  private final GeneratedAliCcp generated;
  private final Map<RunKey, Dataset> loaded =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RunKey, Dataset> eldest) {
          return size() > KEPT;
        }
      };

  /**
   * @param directory of the census files, or of prepared Ali-CCP; else they are looked for where
   *     {@code ple} looks
   * @param work where data that are generated once are kept
   */
  ExperimentData(Optional<Path> directory, Path work) {
    this.directory = directory;
    this.generated = new GeneratedAliCcp(work);
  }

  /** The seeds without those that data of this kind do not read. */
  static Seeds read(Data data, Seeds seeds) {
    Seeds.Builder read = seeds.toBuilder();
    if (!(data.hasSynthetic() || data.hasVideo())) {
      read.clearDraw();
    }
    if (!data.hasCensus()) {
      read.clearSplit();
    }
    return read.build();
  }

  /** Whether data can be had here; of those that could be downloaded or generated always. */
  boolean isAvailable(Data data) {
    return !isRealAliCcp(data) || ownAliCcp().isPresent();
  }

  private static boolean isRealAliCcp(Data data) {
    return data.hasAliCcp() && data.getAliCcp().getGeneratedRows() == 0;
  }

  /** The data that a run trains on. */
  synchronized Dataset of(RunKey key) {
    Seeds.Builder seeds = read(key.getData(), key.getSeeds()).toBuilder();
    if (key.getHeldOut()) {
      seeds.setSplit(key.getSeeds().getSplit()); // of the rows held out
    }
    RunKey place =
        RunKey.newBuilder()
            .setData(key.getData())
            .setSeeds(seeds.clearOrder().clearInitialization())
            .setHeldOut(key.getHeldOut())
            .build();
    Dataset known = loaded.get(place);
    if (known == null) {
      known =
          key.getHeldOut()
              ? Subset.heldOut(
                  of(key.toBuilder().clearHeldOut().build()), key.getSeeds().getSplit())
              : load(key);
      loaded.put(place, known);
    }
    return known;
  }

  private Dataset load(RunKey key) {
    Data data = key.getData();
    return switch (data.getKindCase()) {
      case CENSUS -> census(data.getCensus(), key.getSeeds().getSplit());
      case SYNTHETIC -> synthetic(data.getSynthetic(), key.getSeeds().getDraw());
      case VIDEO -> video(data.getVideo(), key.getSeeds().getDraw()).dataset();
      case ALI_CCP -> aliCcp(data.getAliCcp());
      case CSV -> OwnCsv.load(data.getCsv(), directory);
      case KIND_NOT_SET -> throw new IllegalArgumentException("data without a kind");
    };
  }

  private static Dataset synthetic(Synthetic synthetic, long draw) {
    SyntheticRegression.Options options =
        SyntheticRegression.Options.defaults()
            .withCorrelation(synthetic.getCorrelation())
            .withRows(synthetic.getRows())
            .withDrawSeed(draw);
    return SyntheticRegression.create(
        synthetic.getDimensions() > 0
            ? options.withDimensions(synthetic.getDimensions())
            : options);
  }

  /** The simulated feed of a draw. */
  static VideoFeed video(Video video, long draw) {
    return VideoFeed.create(options(video, draw));
  }

  /**
   * Of the feed.
   *
   * @throws IllegalArgumentException if it cannot be
   */
  static VideoFeed.Options options(Video video, long draw) {
    VideoFeed.Options options = VideoFeed.Options.defaults().withDrawSeed(draw);
    if (video.getRows() > 0) {
      options = options.withRows(video.getRows());
    }
    if (video.getTasksCount() > 0) {
      options = options.withTasks(video.getTasksList());
    }
    if (video.hasConflict()) {
      options = options.withConflict(video.getConflict());
    }
    return options;
  }

  private Dataset aliCcp(AliCcpLogs logs) {
    AliCcp.Options options =
        AliCcp.Options.defaults()
            .withFields(logs.getSingleValued() ? AliCcp.Fields.SINGLE_VALUED : AliCcp.Fields.ALL);
    return AliCcp.open(
        logs.getGeneratedRows() > 0
            ? generated.prepared(logs.getGeneratedRows())
            : ownAliCcp().orElseThrow(ExperimentData::noAliCcp),
        options);
  }

  /** Where real data are prepared; empty if they are not, or are generated ones. */
  private Optional<Path> ownAliCcp() {
    Path place =
        AliCcp.locate(directory, System.getenv(), Path.of(System.getProperty("user.home")));
    try {
      return AliCcp.open(place, AliCcp.Options.defaults()).isSimulated()
          ? Optional.empty()
          : Optional.of(place);
    } catch (DataException e) {
      return Optional.empty();
    }
  }

  private static ExperimentException noAliCcp() {
    return new ExperimentException(
        "expected Ali-CCP's files, prepared once by: java -jar ple-train/target/ple.jar data prepare"
            + " ali-ccp --source DIR --out DIR; name the latter with --data-dir");
  }

  private Dataset census(Census census, long split) {
    Path place =
        CensusIncome.locate(directory, System.getenv(), Path.of(System.getProperty("user.home")));
    CensusIncome.Protocol protocol =
        census.getProtocol() == Census.Protocol.WITH_EDUCATION
            ? CensusIncome.Protocol.WITH_EDUCATION
            : CensusIncome.Protocol.PAPER;
    if (!CensusIncome.isPresent(place)) {
      throw new ExperimentException(
          "expected the census-income files in "
              + place
              + ", found none; name their directory with --data-dir, or have them downloaded by: java"
              + " -jar ple-train/target/ple.jar spec --data census --model ple");
    }
    return CensusIncome.load(place, protocol, split);
  }
}

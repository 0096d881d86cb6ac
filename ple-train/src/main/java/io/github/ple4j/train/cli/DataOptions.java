package io.github.ple4j.train.cli;

import io.github.ple4j.datasets.AliCcp;
import io.github.ple4j.datasets.CensusIncome;
import io.github.ple4j.datasets.CsvDataset;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.SyntheticRegression;
import io.github.ple4j.datasets.VideoFeed;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which data a command reads. */
final class DataOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "NAME",
      converter = NameParser.class,
      description = "The data set: ${COMPLETION-CANDIDATES}.")
  private Name name;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Where its files are. Else they are looked for in $PLE_DATA_DIR/census-income (or"
              + " ali-ccp) and ~/.cache/ple/census-income, and census is downloaded into the latter."
              + " Of ali-ccp: what ple data prepare wrote.")
  private @Nullable Path directory;

  @Option(
      names = "--protocol",
      paramLabel = "NAME",
      description = "Of census: paper (default; 38 inputs) or with-education (39).")
  private @Nullable String protocol;

  @Option(
      names = "--data-option",
      paramLabel = "NAME=VALUE",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = {
        SimulatedData.SYNTHETIC,
        SimulatedData.VIDEO,
        "Of census: split_seed (1).",
        AliCcpOptions.DESCRIPTION
      })
  private Map<String, String> options = new LinkedHashMap<>();

  @Option(
      names = "--schema",
      paramLabel = "FILE",
      description =
          "Of csv: its columns, labels and splits in text format (csv.proto). Files are looked for"
              + " beside it, or in --data-dir.")
  private @Nullable Path schema;

  /** The data sets. */
  enum Name {
    ali_ccp,
    census,
    csv,
    synthetic,
    video;

    @Override
    public String toString() {
      return name().replace('_', '-');
    }
  }

  /** Of the command line. */
  static final class NameParser extends EnumParser<Name> {
    NameParser() {
      super(Name.class);
    }
  }

  /** Reads or makes the data, after it has downloaded what is missing. */
  Dataset load(Console console) {
    OptionValues values = new OptionValues(command, name.toString(), options);
    return switch (name) {
      case ali_ccp -> {
        refuseOption("--protocol", protocol);
        refuseOption("--schema", schema);
        yield aliCcp(values, console);
      }
      case csv -> {
        refuseOption("--protocol", protocol);
        values.end();
        yield csv(console);
      }
      case census -> {
        refuseOption("--schema", schema);
        CensusIncome.Protocol chosen = protocol();
        long splitSeed = values.take("split_seed", 1L, Long::parseLong);
        values.end();
        yield census(chosen, splitSeed, console);
      }
      case synthetic -> {
        refuseFiles();
        yield SyntheticRegression.create(SimulatedData.synthetic(values));
      }
      case video -> {
        refuseFiles();
        yield VideoFeed.create(SimulatedData.video(values)).dataset();
      }
    };
  }

  /** Of what is not read from files. */
  private void refuseFiles() {
    refuseOption("--protocol", protocol);
    refuseOption("--data-dir", directory);
    refuseOption("--schema", schema);
  }

  private Dataset aliCcp(OptionValues values, Console console) {
    AliCcp.Options chosen = AliCcpOptions.take(values);
    int minCount = AliCcpOptions.takeMinCount(values);
    values.end();
    Path place =
        AliCcp.locate(
            Optional.ofNullable(directory),
            System.getenv(),
            Path.of(System.getProperty("user.home")));
    console.say("opening ali-ccp in " + place);
    Dataset data = AliCcp.open(place, chosen);
    if (data.isSimulated()) {
      console.say("these data are synthetic: figures from them do not compare with published ones");
    }
    AliCcpOptions.checkPrepared(data, minCount);
    return data;
  }

  private Dataset csv(Console console) {
    if (schema == null) {
      throw wrong("--data csv: expected --schema FILE, found none");
    }
    Path beside = schema.toAbsolutePath().getParent();
    Path place = directory == null && beside != null ? beside : directory;
    console.say("reading the CSV files of " + schema);
    return CsvDataset.load(CsvDataset.readSchema(schema), place == null ? Path.of("") : place);
  }

  private Dataset census(CensusIncome.Protocol chosen, long splitSeed, Console console) {
    Path place =
        CensusIncome.locate(
            Optional.ofNullable(directory),
            System.getenv(),
            Path.of(System.getProperty("user.home")));
    if (!CensusIncome.isPresent(place)) {
      console.download("census-income", CensusIncome.ARCHIVE, place);
    }
    console.say("reading census-income from " + place);
    Dataset data = CensusIncome.load(place, chosen, splitSeed);
    if (!CensusIncome.isOriginal(data)) {
      console.say(
          "these files are not those that UCI publishes (their checksums are in manifest.json):"
              + " figures from them do not compare with published ones");
    }
    return data;
  }

  private CensusIncome.Protocol protocol() {
    if (protocol == null || protocol.equals("paper")) {
      return CensusIncome.Protocol.PAPER;
    }
    if (protocol.equals("with-education")) {
      return CensusIncome.Protocol.WITH_EDUCATION;
    }
    throw wrong("--protocol: expected paper or with-education, found: " + protocol);
  }

  private void refuseOption(String option, @Nullable Object value) {
    if (value != null) {
      throw wrong(option + " is not an option of " + name);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}

package io.github.ple4j.train.cli;

import io.github.ple4j.datasets.CensusIncome;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.SyntheticRegression;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
      description = "The data set: ${COMPLETION-CANDIDATES}.")
  private Name name;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Where its files are. Else they are looked for in $PLE_DATA_DIR/census-income and"
              + " ~/.cache/ple/census-income, and downloaded into the latter.")
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
        "Of synthetic: correlation (0.5), rows (1400000), dimensions (512), noise (0.1), draw_seed (0).",
        "Of census: split_seed (1)."
      })
  private Map<String, String> options = new LinkedHashMap<>();

  /** The data sets. */
  enum Name {
    census,
    synthetic
  }

  /** Reads or makes the data, after it has downloaded what is missing. */
  Dataset load(Console console) {
    Map<String, String> left = new LinkedHashMap<>(options);
    return switch (name) {
      case census -> {
        CensusIncome.Protocol chosen = protocol();
        long splitSeed = take(left, "split_seed", 1L, Long::parseLong);
        refuse(left, "split_seed");
        yield census(chosen, splitSeed, console);
      }
      case synthetic -> {
        refuseOption("--protocol", protocol);
        refuseOption("--data-dir", directory);
        yield SyntheticRegression.create(synthetic(left));
      }
    };
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

  private SyntheticRegression.Options synthetic(Map<String, String> left) {
    SyntheticRegression.Options defaults = SyntheticRegression.Options.defaults();
    try {
      SyntheticRegression.Options made =
          defaults
              .withCorrelation(
                  take(left, "correlation", defaults.correlation(), Double::parseDouble))
              .withRows(take(left, "rows", defaults.rows(), Long::parseLong))
              .withDimensions(take(left, "dimensions", defaults.dimensions(), Integer::parseInt))
              .withNoiseStandardDeviation(
                  take(left, "noise", defaults.noiseStandardDeviation(), Double::parseDouble))
              .withDrawSeed(take(left, "draw_seed", defaults.drawSeed(), Long::parseLong));
      refuse(left, "correlation, rows, dimensions, noise, draw_seed");
      return made;
    } catch (IllegalArgumentException e) {
      throw wrong("--data-option: " + e.getMessage());
    }
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

  private <T> T take(
      Map<String, String> left, String option, T otherwise, Function<String, T> parse) {
    String text = left.remove(option);
    if (text == null) {
      return otherwise;
    }
    try {
      return parse.apply(text);
    } catch (NumberFormatException e) {
      throw wrong("--data-option " + option + ": expected a number, found: " + text);
    }
  }

  private void refuse(Map<String, String> left, String known) {
    if (!left.isEmpty()) {
      throw wrong(
          "--data-option: expected one of "
              + known
              + " for "
              + name
              + ", found: "
              + left.keySet().iterator().next());
    }
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

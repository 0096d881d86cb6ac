package io.github.ple4j.benchmarks.experiment;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Names and figures as the pages write them; an undefined figure is a dash. */
final class Words {
  private static final String DASH = "–";

  private Words() {}

  /** A name such as never_married, as words. */
  static String of(String name) {
    return name.replace('_', ' ');
  }

  /** Of ours: five decimals. */
  static String figure(double value) {
    return decimals("%.5f", value);
  }

  /** Of ours, with its sign: five decimals. */
  static String signed(double value) {
    return decimals("%+.5f", value);
  }

  /** Of others: four decimals, as papers print. */
  static String published(double value) {
    return decimals("%.4f", value);
  }

  /** Of others, with its sign: four decimals. */
  static String signedPublished(double value) {
    return decimals("%+.4f", value);
  }

  /** A part of 1 in percent, with its sign: three decimals. */
  static String signedPercent(double value) {
    return decimals("%+.3f\u00a0%%", 100 * value);
  }

  /** A weight of a gate. */
  static String weight(double value) {
    return decimals("%.3f", value);
  }

  static String seconds(double value) {
    return decimals("%,.1f", value);
  }

  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A p-value with its sign of comparison: {@code p = 0.0312}. */
  static String pValue(double value) {
    if (Double.isNaN(value)) {
      return "p undefined";
    }
    return value < 0.0001 ? "p < 0.0001" : String.format(Locale.ROOT, "p = %.4f", value);
  }

  static String interval(Estimate estimate) {
    return estimate.hasInterval()
        ? figure(estimate.low()) + " to " + figure(estimate.high())
        : "no interval";
  }

  static String signedInterval(Estimate estimate) {
    return estimate.hasInterval()
        ? signed(estimate.low()) + " to " + signed(estimate.high())
        : "no interval";
  }

  static String plusMinus(Estimate estimate) {
    String mean = figure(estimate.mean());
    return estimate.hasInterval() ? mean + " ± " + figure(estimate.halfWidth()) : mean;
  }

  static String signedPlusMinus(Estimate estimate) {
    String mean = signed(estimate.mean());
    return estimate.hasInterval() ? mean + " ± " + figure(estimate.halfWidth()) : mean;
  }

  /** Such as: 3 h 5 min. */
  static String duration(Duration duration) {
    if (duration.toMinutes() == 0) {
      return duration.toSeconds() + " s";
    }
    return duration.toHours() == 0
        ? duration.toMinutes() + " min"
        : duration.toHours() + " h " + duration.toMinutesPart() + " min";
  }

  /** Such as: a, b and c. */
  static String enumeration(List<String> parts) {
    int last = parts.size() - 1;
    return last < 1
        ? String.join("", parts)
        : String.join(", ", parts.subList(0, last)) + " and " + parts.get(last);
  }

  /** A number with its noun: 1 run, 2 runs. */
  static String plural(long number, String noun) {
    return count(number) + " " + noun + (number == 1 ? "" : "s");
  }

  private static String decimals(String format, double value) {
    if (Double.isNaN(value)) {
      return DASH;
    }
    String digits = String.format(Locale.ROOT, format, value);
    boolean zero = digits.chars().noneMatch(digit -> '1' <= digit && digit <= '9');
    return zero ? digits.replaceAll("[-+]", "") : digits.replace('-', '−');
  }

  /** Data, such as: census paper. */
  static String of(Data data) {
    return switch (data.getKindCase()) {
      case CENSUS ->
          "census "
              + data.getCensus().getProtocol().name().toLowerCase(Locale.ROOT).replace('_', '-');
      case SYNTHETIC -> "synthetic " + data.getSynthetic().getCorrelation();
      case VIDEO -> "video " + String.join("+", data.getVideo().getTasksList());
      case ALI_CCP -> data.getAliCcp().getGeneratedRows() > 0 ? "ali-ccp generated" : "ali-ccp";
      case CSV -> data.getCsv().getSchema();
      case KIND_NOT_SET -> "no data";
    };
  }

  /**
   * A run by its data, row and seeds, such as: census paper, ple, seeds 1 2 3 4.
   *
   * @param row name of the system or the variant
   */
  static String of(RunKey key, String row) {
    Seeds seeds = key.getSeeds();
    return of(key.getData())
        + (key.getHeldOut() ? " held out, " : ", ")
        + row
        + ", seeds "
        + seeds.getDraw()
        + " "
        + seeds.getSplit()
        + " "
        + seeds.getOrder()
        + " "
        + seeds.getInitialization();
  }
}

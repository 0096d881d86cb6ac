package io.github.ple4j.benchmarks.experiment;

/** What differs between the runs of a system, of which all intervals are. */
final class SeedScope {
  private SeedScope() {}

  /** Sentences on what intervals over runs on some data tell, and what they do not. */
  static String sentence(Data data) {
    return switch (data.getKindCase()) {
      case CENSUS ->
          "Runs differ in which half of the test file is test, in the order of rows and in initial"
              + " values; all are of this one file, whose own sampling error (about 0.002 for the"
              + " AUC of income) is in no interval.";
      case SYNTHETIC ->
          "Runs differ in the draw of functions and samples, in the order of rows and in initial"
              + " values. A draw has the same samples and the same first task at every correlation,"
              + " so that sections are not independent.";
      case VIDEO ->
          "Runs differ in the draw of users, videos and impressions, in the order of rows and in"
              + " initial values. Sections of equal conflict share draws, and single-task's"
              + " networks of the tasks that they have in common, so that they are not"
              + " independent.";
      case ALI_CCP, CSV ->
          "Runs differ in the order of rows and in initial values alone; the rows are the same, whose"
              + " own sampling error is in no interval.";
      case KIND_NOT_SET -> throw new IllegalArgumentException("data without a kind");
    };
  }
}

package io.github.ple4j.datasets;

/** What stands beside simulated Ali-CCP files. */
final class AliCcpNotice {
  private AliCcpNotice() {}

  static String text(AliCcpGenerator.Options options) {
    return """
        Nothing in this directory is real. The files were made by PLE4J:

          ple data generate ali-ccp --rows %d --test-rows %d --draw-seed %d

        Like the files of Ali-CCP (Tianchi data set 408): the layout; which share of rows has a
        field, and how many values; the ranges of feature ids, and nearly how many of them there are
        in as many rows as the real files have; 57.9 rows for each common index, which stand
        together in the skeleton; users with several common indices; the rates of clicks (3.887 %%)
        and of conversions of clicks (0.549 %%); a click rate that falls along the file; conversions
        without a click (230 of 42.3 million rows); rows and common features that are there twice
        (1 row in 10,000, 1 common index in 1,000: these two rates are guesses).

        Not like them: which ids go together, how often each is there, and what makes users click
        and buy, which here is a few hidden interests, levels of quality and of price. The order of
        the common features is that of the skeleton but for short distances. No figure that a
        model reaches on these files says anything of the real ones.
        """
        .formatted(options.rows(), options.testRows(), options.drawSeed());
  }
}

package io.github.ple4j.datasets;

/**
 * Scores of some impressions of a log, from groups all over it.
 *
 * @param weights how many rows each stands for
 * @param drifts log-odds that its place in the file adds to a click
 */
@SuppressWarnings("ArrayRecordComponent") // read where it is made, and never compared
record AliCcpSample(
    double[] clickScores, double[] conversionScores, double[] weights, double[] drifts) {
  private static final int GROUPS = 4000;
  private static final int ROWS = 6; // of each group

  static AliCcpSample of(AliCcpLog log, AliCcpCatalogue catalogue, AliCcpBehaviour behaviour) {
    int groups = Math.min(GROUPS, log.groups());
    int size = groups * ROWS;
    AliCcpSample sample =
        new AliCcpSample(new double[size], new double[size], new double[size], new double[size]);
    AliCcpSession session = new AliCcpSession(log, catalogue, behaviour);
    for (int i = 0; i < groups; i++) {
      int group = (int) ((long) i * log.groups() / groups);
      session.group(group);
      long first = log.start(group);
      long count = log.start(group + 1) - first;
      for (int k = 0; k < ROWS; k++) {
        long row = first + k * count / ROWS;
        session.row(row);
        int at = i * ROWS + k;
        sample.clickScores[at] = AliCcpBehaviour.clickScore(session.user, session.impression);
        sample.conversionScores[at] =
            AliCcpBehaviour.conversionScore(session.user, session.impression);
        sample.weights[at] = count;
        sample.drifts[at] = AliCcpBehaviour.drift((double) row / log.rows());
      }
    }
    return sample;
  }
}

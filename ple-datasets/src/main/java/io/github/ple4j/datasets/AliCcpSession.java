package io.github.ple4j.datasets;

/**
 * One group of a log after the other, and one row of it after the other: the user, the history and
 * the impression are those of the last one. Not thread-safe.
 */
final class AliCcpSession {
  private final AliCcpLog log;
  private final AliCcpCatalogue catalogue;
  private final AliCcpExposure exposure;
  private final AliCcpBehaviour behaviour;
  final AliCcpUser user;
  final AliCcpHistory history;
  final AliCcpImpression impression = new AliCcpImpression();
  private final AliCcpRandom random = new AliCcpRandom();
  private final AliCcpRandom other = new AliCcpRandom();

  AliCcpSession(AliCcpLog log, AliCcpCatalogue catalogue, AliCcpBehaviour behaviour) {
    this.log = log;
    this.catalogue = catalogue;
    this.behaviour = behaviour;
    this.exposure = new AliCcpExposure(catalogue);
    this.user = new AliCcpUser(catalogue);
    this.history = new AliCcpHistory(catalogue);
  }

  AliCcpLog log() {
    return log;
  }

  /** Goes to a group. */
  void group(int group) {
    int number = log.user(group);
    random.begin(log.userKey(number));
    user.draw(log, number, random);
    other.begin(log.commonIndex(group));
    history.draw(user, random, other);
  }

  /** Goes to a row of the group. */
  void row(long row) {
    random.begin(log.rowKey(row));
    exposure.draw(history, random, other, impression);
    impression.interest = user.match(catalogue.factors(impression.category));
    behaviour.decide(user, impression, (double) row / log.rows());
    double click = random.uniform();
    double conversion = random.uniform();
    impression.click = click < impression.clickProbability;
    impression.conversion = impression.click && conversion < impression.conversionProbability;
    if (log.convertsWithoutClick(row)) {
      impression.click = false;
      impression.conversion = true;
    }
  }
}

package io.github.ple4j.datasets;

/**
 * A simulated Ali-CCP row. What is counted from 0 in its category is told so; the rest is counted
 * among all. Filled anew for one row after the other; not thread-safe.
 */
final class AliCcpImpression {
  static final int MOST_INTENTIONS = 16;

  int item;
  int category;
  int shopCategory; // the main category of the shop; shop and brand are counted in it
  int shop;
  int brand; // or -1
  int position;
  final int[] intentions = new int[MOST_INTENTIONS];
  int intentionCount;

  // Of mean 0 and variance 1, and in no file.
  double lure;
  double quality;
  double price;
  double interest; // the user's in its category

  // What the user's history has of it, as parts of a weight; 0 for nothing.
  int categoryParts;
  int shopParts;
  int brandParts;
  final int[] intentionParts = new int[MOST_INTENTIONS];

  double clickProbability;
  double conversionProbability; // of a click
  boolean click;
  boolean conversion;

  /** Adds an intention unless it is there already. */
  void addIntention(int intention) {
    for (int i = 0; i < intentionCount; i++) {
      if (intentions[i] == intention) {
        return;
      }
    }
    intentions[intentionCount] = intention;
    intentionCount++;
  }

  /** How many of its intentions the history has. */
  int knownIntentions() {
    int known = 0;
    for (int i = 0; i < intentionCount; i++) {
      known += intentionParts[i] > 0 ? 1 : 0;
    }
    return known;
  }

  /** How many triples its line has. */
  int triples() {
    int crosses = (categoryParts > 0 ? 1 : 0) + (shopParts > 0 ? 1 : 0) + (brandParts > 0 ? 1 : 0);
    return 4 + intentionCount + (brand < 0 ? 0 : 1) + crosses + knownIntentions();
  }
}

package io.github.ple4j.datasets;

/**
 * What a user has met in two weeks: the fields 109_14, 110_14, 127_14 and 150_14. Categories follow
 * the user's interests; shops, brands and intentions follow the categories. The user's own share of
 * it is the same under all common indices of the user. Filled anew for one common index after the
 * other; not thread-safe.
 */
final class AliCcpHistory {
  private static final double PRESENT = 0.99;
  private static final double LASTING = 0.7;
  private static final double BACKGROUND = 0.12;
  private static final int MOST_DRAWS = 4096;
  private static final int CATEGORY_SKEW = 4;
  private static final int SHOP_SKEW = 5;
  private static final int BRAND_SKEW = 3;
  private static final int MOST_PARTS = 40;
  private static final double BRAND_OF_SHOP = 0.6;
  private static final int INTENTIONS_TOGETHER = 18;
  // Values per row where present, as in the real files.
  private static final double CATEGORY_MEAN = 69;
  private static final double SHOP_MEAN = 250;
  private static final double BRAND_MEAN = 154;
  private static final double INTENTION_MEAN = 136;

  private final AliCcpCatalogue catalogue;
  final AliCcpCounts categories = new AliCcpCounts();
  final AliCcpCounts shops = new AliCcpCounts();
  final AliCcpCounts brands = new AliCcpCounts();
  final AliCcpCounts intentions = new AliCcpCounts();
  private final int[] visits = new int[MOST_DRAWS]; // a category each
  private int visitCount;

  AliCcpHistory(AliCcpCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** Draws the history of a user under a common index. */
  void draw(AliCcpUser user, AliCcpRandom ofUser, AliCcpRandom ofIndex) {
    categories.clear();
    shops.clear();
    brands.clear();
    intentions.clear();
    visitCount = 0;
    double intensity = user.intensity();
    int wanted = size(CATEGORY_MEAN, intensity);
    int lasting = (int) (LASTING * wanted);
    visit(lasting, user, ofUser);
    visit(wanted, user, ofIndex);
    fill(Kind.SHOP, size(SHOP_MEAN, intensity), ofUser, ofIndex);
    fill(Kind.BRAND, size(BRAND_MEAN, intensity), ofUser, ofIndex);
    fill(Kind.INTENTION, size(INTENTION_MEAN, intensity), ofUser, ofIndex);
    clearSome(categories, ofIndex);
    clearSome(shops, ofIndex);
    clearSome(brands, ofIndex);
    clearSome(intentions, ofIndex);
  }

  private enum Kind {
    SHOP,
    BRAND,
    INTENTION
  }

  private static int size(double mean, double intensity) {
    return Math.min(AliCcpCounts.CAPACITY - 1, Math.max(1, (int) Math.round(mean * intensity)));
  }

  private static void clearSome(AliCcpCounts counts, AliCcpRandom random) {
    if (random.uniform() >= PRESENT) {
      counts.clear();
    }
  }

  /** Visits categories until there are so many different ones. */
  private void visit(int wanted, AliCcpUser user, AliCcpRandom random) {
    while (categories.size() < wanted && visitCount < MOST_DRAWS) {
      boolean background = random.uniform() < BACKGROUND;
      int topic = background ? random.skewed(AliCcpCatalogue.TOPICS, 2) : user.drawTopic(random);
      int count = (AliCcpCatalogue.CATEGORIES - topic - 1) / AliCcpCatalogue.TOPICS + 1;
      int category =
          topic + AliCcpCatalogue.TOPICS * random.skewed(count, background ? 2 : CATEGORY_SKEW);
      categories.add(category, category, 1);
      visits[visitCount] = category;
      visitCount++;
    }
  }

  private void fill(Kind kind, int wanted, AliCcpRandom ofUser, AliCcpRandom ofIndex) {
    fill(kind, (int) (LASTING * wanted), 3 * wanted, ofUser);
    fill(kind, wanted, 3 * wanted, ofIndex);
  }

  private void fill(Kind kind, int wanted, int draws, AliCcpRandom random) {
    AliCcpCounts counts =
        switch (kind) {
          case SHOP -> shops;
          case BRAND -> brands;
          case INTENTION -> intentions;
        };
    for (int i = 0; i < draws && counts.size() < wanted; i++) {
      int category = visits[random.below(visitCount)];
      switch (kind) {
        case SHOP -> {
          int shop = random.skewed(catalogue.shops(category), SHOP_SKEW);
          counts.add(catalogue.shop(category, shop), category, 1);
        }
        case BRAND -> addBrand(category, random);
        case INTENTION -> addIntentions(category, random);
      }
    }
  }

  /** Mostly that of a shop that was visited. */
  private void addBrand(int visited, AliCcpRandom random) {
    int category = visited;
    int brand;
    if (random.uniform() < BRAND_OF_SHOP && shops.size() > 0) {
      int entry = random.below(shops.size());
      category = shops.category(entry);
      brand = catalogue.brandOf(category, shops.thing(entry) - catalogue.shop(category, 0));
    } else {
      brand = random.skewed(catalogue.brands(category), BRAND_SKEW);
    }
    brands.add(catalogue.brand(category, brand), category, 1);
  }

  /** Some of a category's together, so that what is known of a category is known well. */
  private void addIntentions(int category, AliCcpRandom random) {
    for (int i = 0; i < INTENTIONS_TOGETHER; i++) {
      int parts = 1 + random.below(MOST_PARTS);
      intentions.add(catalogue.drawIntention(category, random), category, parts);
    }
  }

  /** A category as often as it was visited. */
  int drawCategory(AliCcpRandom random) {
    return visits[random.below(visitCount)];
  }
}

package io.github.ple4j.datasets;

/**
 * Which item a user is shown: one of a shop, a brand or a category of the user's history, or a
 * popular one. Immutable and thread-safe.
 */
final class AliCcpExposure {
  private static final double BY_SHOP = 0.045;
  private static final double BY_BRAND = 0.25;
  private static final double BY_CATEGORY = 0.48;
  private static final double BY_INTENTION = 0.75; // of those by category
  private static final int TRIES = 4;
  private static final int SHOP_SKEW = 4;
  private static final int ITEM_SKEW = 3;
  private static final double[] POSITIONS = {0.30, 0.75, 1};

  private final AliCcpCatalogue catalogue;

  AliCcpExposure(AliCcpCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** Fills in what is shown, where, and what the history has of it. */
  void draw(AliCcpHistory history, AliCcpRandom random, AliCcpRandom ofItem, AliCcpImpression to) {
    double way = random.uniform();
    double place = random.uniform();
    int category = -1;
    int shop = 0;
    if (way < BY_SHOP) {
      int entry = knownShop(history.shops, random);
      if (entry >= 0) {
        category = history.shops.category(entry);
        shop = history.shops.thing(entry) - catalogue.shop(category, 0);
      }
    } else if (way < BY_SHOP + BY_BRAND) {
      int entry = knownBrand(history.brands, random);
      if (entry >= 0) {
        category = history.brands.category(entry);
        int brand = history.brands.thing(entry) - catalogue.brand(category, 0);
        shop = catalogue.shopOf(category, brand, random);
      }
    } else if (way < BY_SHOP + BY_BRAND + BY_CATEGORY) {
      int visited =
          random.uniform() < BY_INTENTION && history.intentions.size() > 0
              ? history.intentions.category(random.below(history.intentions.size()))
              : history.drawCategory(random);
      category = visited < AliCcpCatalogue.SHOWN_CATEGORIES ? visited : -1;
      shop = category < 0 ? 0 : random.skewed(catalogue.shownShops(category), SHOP_SKEW);
    }
    if (category < 0) {
      int topic = random.skewed(AliCcpCatalogue.TOPICS, 2);
      int count = AliCcpCatalogue.SHOWN_CATEGORIES / AliCcpCatalogue.TOPICS;
      category = topic + AliCcpCatalogue.TOPICS * random.skewed(count, 3);
      shop = random.skewed(catalogue.shownShops(category), SHOP_SKEW);
    }
    double which = random.uniform();
    for (int i = 1; i < ITEM_SKEW; i++) {
      which *= which;
    }
    catalogue.show(category, shop, which, to, ofItem);
    to.position = place < POSITIONS[0] ? 0 : place < POSITIONS[1] ? 1 : 2;
    cross(history, to);
  }

  private int knownShop(AliCcpCounts shops, AliCcpRandom random) {
    for (int i = 0; i < TRIES && shops.size() > 0; i++) {
      int entry = random.below(shops.size());
      int category = shops.category(entry);
      if (category < AliCcpCatalogue.SHOWN_CATEGORIES
          && shops.thing(entry) - catalogue.shop(category, 0) < catalogue.shownShops(category)) {
        return entry;
      }
    }
    return -1;
  }

  private int knownBrand(AliCcpCounts brands, AliCcpRandom random) {
    for (int i = 0; i < TRIES && brands.size() > 0; i++) {
      int entry = random.below(brands.size());
      int category = brands.category(entry);
      if (category < AliCcpCatalogue.SHOWN_CATEGORIES
          && brands.thing(entry) - catalogue.brand(category, 0) < catalogue.shownBrands(category)) {
        return entry;
      }
    }
    return -1;
  }

  private void cross(AliCcpHistory history, AliCcpImpression to) {
    int parts = AliCcpText.PARTS;
    to.categoryParts = parts * history.categories.count(to.category);
    to.shopParts = parts * history.shops.count(catalogue.shop(to.shopCategory, to.shop));
    to.brandParts =
        to.brand < 0 ? 0 : parts * history.brands.count(catalogue.brand(to.shopCategory, to.brand));
    for (int i = 0; i < to.intentionCount; i++) {
      to.intentionParts[i] = history.intentions.count(to.intentions[i]);
    }
  }
}

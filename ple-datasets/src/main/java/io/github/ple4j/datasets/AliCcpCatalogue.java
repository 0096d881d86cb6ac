package io.github.ple4j.datasets;

/**
 * What there is to be shown and visited, as a tree: topics have categories, and a category has
 * shops, brands and intentions of its own; a shop has items. Only the first, which are also the
 * most visited, of the categories and of a category's shops and brands are shown in impressions.
 * Sizes are drawn once; whatever else a thing has is a function of the seed and its index.
 *
 * <p>Immutable and thread-safe.
 */
final class AliCcpCatalogue {
  static final int TOPICS = 48;
  static final int FACTORS = 6;
  static final int CATEGORIES = AliCcpColumn.CATEGORY_HISTORY.things();
  static final int SHOWN_CATEGORIES = AliCcpColumn.CATEGORY.things();
  private static final double OFF_CENTRE = 0.6;
  private static final double BRANDED = 0.712; // share of rows that have field 216
  private static final double OTHER_BRAND = 0.15;
  private static final double OTHER_CATEGORY = 0.05;
  private static final double OTHER_INTENTION = 0.05;
  private static final double INTENTIONS_SPAN = 11.4;
  private static final int INTENTION_SKEW = 4;
  private static final int TRIES = 4;

  /** What a number of a thing's own is for. */
  private enum Trait {
    ITEM(1),
    CATEGORY_PRICE(2),
    CATEGORY_LURE(3),
    CATEGORY_QUALITY(4),
    SHOP_PRICE(5),
    SHOP_QUALITY(6),
    SHOP_LURE(7),
    ITEM_LURE(8),
    ITEM_QUALITY(9);

    private final long key;

    Trait(int number) {
      key = (long) number << 32;
    }
  }

  private final long key;
  private final double[][] topicFactors = new double[TOPICS][];
  private final double[][] factors = new double[CATEGORIES][];
  // Where the things of each category, or the items of each shop, begin; one more for the end.
  private final int[] shops;
  private final int[] shownShops;
  private final int[] brands;
  private final int[] shownBrands;
  private final int[] intentions;
  private final int[] items;

  AliCcpCatalogue(long seed) {
    key = Seeds.mix(seed ^ 0xCA7A_106EL);
    AliCcpRandom random = new AliCcpRandom();
    random.begin(key);
    for (int t = 0; t < TOPICS; t++) {
      topicFactors[t] = near(new double[FACTORS], 1, random);
    }
    double[] popular = new double[CATEGORIES];
    double[] intended = new double[CATEGORIES];
    for (int c = 0; c < CATEGORIES; c++) {
      factors[c] = near(topicFactors[topic(c)], OFF_CENTRE, random);
      int rank = c / TOPICS; // in its topic
      double size = StrictMath.exp(0.7 * random.gaussian());
      popular[c] = size / Math.sqrt(rank + 2.0);
      intended[c] = Math.sqrt(popular[c]);
    }
    shops = shares(popular, CATEGORIES, AliCcpColumn.SHOP_HISTORY.things());
    shownShops = shares(popular, SHOWN_CATEGORIES, AliCcpColumn.SHOP.things());
    brands = shares(popular, CATEGORIES, AliCcpColumn.BRAND_HISTORY.things());
    shownBrands = shares(popular, SHOWN_CATEGORIES, AliCcpColumn.BRAND.things());
    intentions = shares(intended, SHOWN_CATEGORIES, AliCcpColumn.INTENTION.things());
    items = items(random);
  }

  /** A vector of length 1 near another one. */
  private static double[] near(double[] centre, double distance, AliCcpRandom random) {
    double[] vector = new double[FACTORS];
    double square = 0;
    for (int i = 0; i < FACTORS; i++) {
      vector[i] = centre[i] + distance * random.gaussian() / Math.sqrt(FACTORS);
      square += vector[i] * vector[i];
    }
    for (int i = 0; i < FACTORS; i++) {
      vector[i] /= Math.sqrt(square);
    }
    return vector;
  }

  /** Where each one's share of so many things begins; all have one at least. */
  private static int[] shares(double[] weights, int count, int total) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += weights[i];
    }
    int[] starts = new int[count + 1];
    double before = 0;
    for (int i = 0; i < count; i++) {
      starts[i] = i + (int) ((total - count) * (before / sum));
      before += weights[i];
    }
    starts[count] = total;
    return starts;
  }

  private int[] items(AliCcpRandom random) {
    double[] weights = new double[AliCcpColumn.SHOP.things()];
    for (int c = 0; c < SHOWN_CATEGORIES; c++) {
      int count = shownShops(c);
      for (int shop = 0; shop < count; shop++) {
        double size = StrictMath.exp(0.8 * random.gaussian());
        weights[shownShops[c] + shop] = size / Math.sqrt(shop + 1.0);
      }
    }
    return shares(weights, weights.length, AliCcpColumn.ITEM.things());
  }

  static int topic(int category) {
    return category % TOPICS;
  }

  double[] topicFactors(int topic) {
    return topicFactors[topic];
  }

  /** What a category is about: of length 1, as {@link #topicFactors}. */
  double[] factors(int category) {
    return factors[category];
  }

  /** How many shops users visit in a category. */
  int shops(int category) {
    return shops[category + 1] - shops[category];
  }

  /** The number of a visited shop among all. */
  int shop(int category, int shop) {
    return shops[category] + shop;
  }

  /** How many of a category's shops are shown. */
  int shownShops(int category) {
    return shownShops[category + 1] - shownShops[category];
  }

  /** The number of a shown shop among all that are shown. */
  int shownShop(int category, int shop) {
    return shownShops[category] + shop;
  }

  int brands(int category) {
    return brands[category + 1] - brands[category];
  }

  int brand(int category, int brand) {
    return brands[category] + brand;
  }

  int shownBrands(int category) {
    return shownBrands[category + 1] - shownBrands[category];
  }

  int shownBrand(int category, int brand) {
    return shownBrands[category] + brand;
  }

  /** An intention of a category; popular ones more often. */
  int drawIntention(int category, AliCcpRandom random) {
    int shown = category % SHOWN_CATEGORIES;
    int count = intentions[shown + 1] - intentions[shown];
    return intentions[shown] + random.skewed(count, INTENTION_SKEW);
  }

  /** The brand that a shop mostly sells. */
  int brandOf(int category, int shop) {
    return shop % (category < SHOWN_CATEGORIES ? shownBrands(category) : brands(category));
  }

  /** A shown shop of a category that mostly sells a brand. */
  int shopOf(int category, int brand, AliCcpRandom random) {
    int brandCount = shownBrands(category);
    int count = (shownShops(category) - brand + brandCount - 1) / brandCount;
    return count <= 0 ? 0 : brand + brandCount * random.skewed(count, 2);
  }

  /** Fills in what is shown: an item of a shop, of those of the shop by a number in [0, 1). */
  void show(int category, int shop, double which, AliCcpImpression into, AliCcpRandom random) {
    int shownShop = shownShop(category, shop);
    int item = items[shownShop] + (int) (which * (items[shownShop + 1] - items[shownShop]));
    random.begin(hash(Trait.ITEM, item));
    into.item = item;
    into.shopCategory = category;
    into.shop = shop;
    into.category = random.uniform() < OTHER_CATEGORY ? otherCategory(category, random) : category;
    into.brand = -1;
    if (random.uniform() < BRANDED) {
      into.brand =
          random.uniform() < OTHER_BRAND
              ? random.skewed(shownBrands(category), 2)
              : brandOf(category, shop);
    }
    int wanted = 1 + (int) (INTENTIONS_SPAN * random.uniform());
    into.intentionCount = 0;
    for (int i = 0; i < TRIES * wanted && into.intentionCount < wanted; i++) {
      boolean other = random.uniform() < OTHER_INTENTION;
      int of = other ? otherCategory(category, random) : into.category;
      into.addIntention(drawIntention(of, random));
    }
    double lure = own(Trait.CATEGORY_LURE, into.category) + own(Trait.SHOP_LURE, shownShop);
    into.lure = (lure + own(Trait.ITEM_LURE, item)) / Math.sqrt(3);
    double quality = own(Trait.CATEGORY_QUALITY, category) + own(Trait.SHOP_QUALITY, shownShop);
    into.quality = (quality + own(Trait.ITEM_QUALITY, item)) / Math.sqrt(3);
    double price = own(Trait.CATEGORY_PRICE, category) + own(Trait.SHOP_PRICE, shownShop);
    into.price = price / Math.sqrt(2);
  }

  private static int otherCategory(int category, AliCcpRandom random) {
    return topic(category) + TOPICS * random.skewed(SHOWN_CATEGORIES / TOPICS, 2);
  }

  private double own(Trait trait, int thing) {
    return AliCcpRandom.gaussian(hash(trait, thing));
  }

  private long hash(Trait trait, int thing) {
    return Seeds.mix(key + trait.key + thing);
  }
}

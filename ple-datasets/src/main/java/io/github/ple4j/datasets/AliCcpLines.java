package io.github.ple4j.datasets;

/**
 * Lines of simulated Ali-CCP files. The triples of a line stand in an order that varies, and those
 * of a multi-valued field in one or two places. Not thread-safe.
 */
final class AliCcpLines {
  private static final int MOST_PIECES = 24;
  private static final AliCcpColumn[] HISTORY = {
    AliCcpColumn.CATEGORY_HISTORY,
    AliCcpColumn.SHOP_HISTORY,
    AliCcpColumn.BRAND_HISTORY,
    AliCcpColumn.INTENTION_HISTORY
  };

  private final AliCcpCatalogue catalogue;
  private final AliCcpRandom random = new AliCcpRandom();
  // Pieces of a line: of a field, values from one to another.
  private final AliCcpColumn[] fields = new AliCcpColumn[MOST_PIECES];
  private final int[] from = new int[MOST_PIECES];
  private final int[] to = new int[MOST_PIECES];
  private int pieces;

  AliCcpLines(AliCcpCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  private void begin(long key) {
    random.begin(key);
    pieces = 0;
  }

  private void piece(AliCcpColumn field, int first, int end) {
    if (first < end) {
      fields[pieces] = field;
      from[pieces] = first;
      to[pieces] = end;
      pieces++;
    }
  }

  private void pieces(AliCcpColumn field, int size) {
    int cut = size > 1 ? random.below(2 * size) : size; // half of the lines have it in one piece
    piece(field, 0, Math.min(cut, size));
    piece(field, Math.min(cut, size), size);
  }

  private void shuffle() {
    for (int i = pieces - 1; i > 0; i--) {
      int j = random.below(i + 1);
      AliCcpColumn field = fields[i];
      fields[i] = fields[j];
      fields[j] = field;
      swap(from, i, j);
      swap(to, i, j);
    }
  }

  private static void swap(int[] array, int i, int j) {
    int value = array[i];
    array[i] = array[j];
    array[j] = value;
  }

  /** Appends a row of the skeleton. */
  void skeleton(AliCcpImpression shown, long row, long commonIndex, AliCcpText text) {
    begin(commonIndex + row);
    piece(AliCcpColumn.ITEM, 0, 1);
    piece(AliCcpColumn.CATEGORY, 0, 1);
    piece(AliCcpColumn.SHOP, 0, 1);
    piece(AliCcpColumn.POSITION, 0, 1);
    piece(AliCcpColumn.BRAND, 0, shown.brand < 0 ? 0 : 1);
    piece(AliCcpColumn.CATEGORY_CROSS, 0, shown.categoryParts > 0 ? 1 : 0);
    piece(AliCcpColumn.SHOP_CROSS, 0, shown.shopParts > 0 ? 1 : 0);
    piece(AliCcpColumn.BRAND_CROSS, 0, shown.brandParts > 0 ? 1 : 0);
    pieces(AliCcpColumn.INTENTION, shown.intentionCount);
    if (shown.knownIntentions() > 0) {
      pieces(AliCcpColumn.INTENTION_CROSS, shown.intentionCount);
    }
    shuffle();
    int triples = shown.triples();
    text.reserve(triples);
    text.append(row + 1);
    text.append(',');
    text.append(shown.click ? '1' : '0');
    text.append(',');
    text.append(shown.conversion ? '1' : '0');
    text.append(',');
    text.appendHexadecimal(commonIndex);
    text.append(',');
    text.append((long) triples);
    text.append(',');
    for (int i = 0; i < pieces; i++) {
      appendShown(fields[i], shown, from[i], to[i], text);
    }
    text.append('\n');
  }

  private void appendShown(
      AliCcpColumn field, AliCcpImpression shown, int first, int end, AliCcpText text) {
    int category = shown.category;
    int shop = catalogue.shownShop(shown.shopCategory, shown.shop);
    switch (field) {
      case ITEM -> text.appendTriple(field, field.featureId(shown.item));
      case CATEGORY -> text.appendTriple(field, field.featureId(category));
      case SHOP -> text.appendTriple(field, field.featureId(shop));
      case BRAND -> text.appendTriple(field, field.featureId(brand(shown)));
      case POSITION -> text.appendTriple(field, field.featureId(shown.position));
      case CATEGORY_CROSS ->
          text.appendTriple(field, field.featureId(category), shown.categoryParts);
      case SHOP_CROSS -> text.appendTriple(field, field.featureId(shop), shown.shopParts);
      case BRAND_CROSS -> text.appendTriple(field, field.featureId(brand(shown)), shown.brandParts);
      case INTENTION -> {
        for (int i = first; i < end; i++) {
          text.appendTriple(field, field.featureId(shown.intentions[i]));
        }
      }
      case INTENTION_CROSS -> {
        for (int i = first; i < end; i++) {
          if (shown.intentionParts[i] > 0) {
            text.appendTriple(field, field.featureId(shown.intentions[i]), shown.intentionParts[i]);
          }
        }
      }
      default -> throw new AssertionError(field);
    }
  }

  private int brand(AliCcpImpression shown) {
    return catalogue.shownBrand(shown.shopCategory, shown.brand);
  }

  /** Appends a line of the common features. */
  void common(AliCcpUser user, AliCcpHistory history, long commonIndex, AliCcpText text) {
    begin(commonIndex);
    int triples = 0;
    for (int i = 0; i < AliCcpUser.FIELDS.length; i++) {
      if (user.profile(i) >= 0) {
        piece(AliCcpUser.FIELDS[i], i, i + 1);
        triples++;
      }
    }
    for (AliCcpColumn field : HISTORY) {
      int size = counts(field, history).size();
      pieces(field, size);
      triples += size;
    }
    shuffle();
    text.reserve(triples);
    text.appendHexadecimal(commonIndex);
    text.append(',');
    text.append((long) triples);
    text.append(',');
    for (int i = 0; i < pieces; i++) {
      AliCcpColumn field = fields[i];
      switch (field) {
        case CATEGORY_HISTORY, SHOP_HISTORY, BRAND_HISTORY, INTENTION_HISTORY ->
            appendCounts(field, counts(field, history), from[i], to[i], text);
        default -> text.appendTriple(field, field.featureId(user.profile(from[i])));
      }
    }
    text.append('\n');
  }

  private static AliCcpCounts counts(AliCcpColumn field, AliCcpHistory history) {
    return switch (field) {
      case CATEGORY_HISTORY -> history.categories;
      case SHOP_HISTORY -> history.shops;
      case BRAND_HISTORY -> history.brands;
      default -> history.intentions;
    };
  }

  private static void appendCounts(
      AliCcpColumn field, AliCcpCounts counts, int first, int end, AliCcpText text) {
    int parts = field == AliCcpColumn.INTENTION_HISTORY ? 1 : AliCcpText.PARTS;
    for (int i = first; i < end; i++) {
      text.appendTriple(field, field.featureId(counts.thing(i)), parts * counts.countOf(i));
    }
  }
}

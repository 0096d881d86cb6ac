package io.github.ple4j.datasets;

/**
 * The fields of simulated Ali-CCP files with their feature ids: a range each, so that no two fields
 * share an id. Ranges stand where real files have them as far as some real ids tell, and are as
 * large as train and test together may need; train's distinct ids are fewer.
 */
enum AliCcpColumn {
  USER("101", 1, 444_861),
  CATEGORY_HISTORY("109_14", 444_862, 12_300),
  SHOP_HISTORY("110_14", 457_362, 2_980_000, 2_560_000),
  PROFILE("121", 3_438_658, 97),
  GROUP("122", 3_438_755, 13),
  GENDER("124", 3_438_768, 2),
  AGE("125", 3_438_770, 7),
  CONSUMPTION_ONE("126", 3_438_777, 3),
  CONSUMPTION_TWO("127", 3_438_780, 3),
  BRAND_HISTORY("127_14", 3_438_783, 426_101, 397_000),
  WORKS("128", 3_864_884, 2),
  GEOGRAPHY("129", 3_864_886, 4),
  INTENTION_HISTORY("150_14", 3_864_890, 99_200),
  ITEM("205", 3_964_790, 4_350_000, 4_300_000),
  CATEGORY("206", 8_315_000, 8_640),
  SHOP("207", 8_323_700, 697_000, 618_000),
  INTENTION("210", 9_020_700, 99_200),
  BRAND("216", 9_120_600, 231_000, 211_500),
  POSITION("301", 9_351_664, 3),
  CATEGORY_CROSS("508", 9_351_667, 7_900),
  SHOP_CROSS("509", 9_359_600, 430_000),
  BRAND_CROSS("702", 9_790_000, 145_000),
  INTENTION_CROSS("853", 9_995_000, 87_200);

  private final String id;
  private final int first;
  private final int size;
  private final int things;
  private final long multiplier;

  private final long prefix;
  private final int prefixLength;

  AliCcpColumn(String id, int first, int size) {
    this(id, first, size, size);
  }

  AliCcpColumn(String id, int first, int size, int things) {
    this.things = things;
    this.id = id;
    this.first = first;
    this.size = size;
    long candidate = size < 1000 ? 1 : Math.round(size * 0.618);
    while (greatestDivisor(candidate, size) != 1) {
      candidate++;
    }
    multiplier = candidate;
    prefix = AliCcpText.packed(id + '\u0002');
    prefixLength = AliCcpText.length(prefix);
  }

  private static long greatestDivisor(long a, long b) {
    return b == 0 ? a : greatestDivisor(b, a % b);
  }

  /** The field id. */
  String id() {
    return id;
  }

  /** The smallest feature id. */
  int first() {
    return first;
  }

  /** How many feature ids there may be. */
  int size() {
    return size;
  }

  /** How many things have one; no more than there are feature ids. */
  int things() {
    return things;
  }

  /**
   * The feature id of a thing, counted from 0. Things in a row are scattered over the range; no two
   * have the same id where there are no more than its size.
   */
  int featureId(int index) {
    return first + (int) (index * multiplier % size);
  }

  /** The field id and what separates it from the feature id, packed. */
  long prefix() {
    return prefix;
  }

  int prefixLength() {
    return prefixLength;
  }
}

package io.github.ple4j.datasets;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** The fields of Ali-CCP, by the numbers that the files give them. */
enum AliCcpField {
  USER("101", true, false, false),
  PROFILE_GROUP("121", true, false, false),
  PROFILE("122", true, false, false),
  GENDER("124", true, false, false),
  AGE("125", true, false, false),
  CONSUMPTION_1("126", true, false, false),
  CONSUMPTION_2("127", true, false, false),
  WORKS("128", true, false, false),
  GEOGRAPHY("129", true, false, false),
  USER_CATEGORIES("109_14", true, true, true),
  USER_SHOPS("110_14", true, true, true),
  USER_BRANDS("127_14", true, true, true),
  USER_INTENTIONS("150_14", true, true, true),
  ITEM("205", false, false, false),
  CATEGORY("206", false, false, false),
  SHOP("207", false, false, false),
  INTENTIONS("210", false, true, false),
  BRAND("216", false, false, false),
  CATEGORY_CROSS("508", false, false, true),
  SHOP_CROSS("509", false, false, true),
  BRAND_CROSS("702", false, false, true),
  INTENTION_CROSS("853", false, true, true),
  POSITION("301", false, false, false);

  /** All of them, in this order. */
  static final ImmutableList<AliCcpField> ALL = ImmutableList.copyOf(values());

  private static final int CODES = 100_000;
  private static final byte[] BY_CODE = byCode();

  private final String number;
  private final boolean common;
  private final boolean multiValued;
  private final boolean weighted;

  AliCcpField(String number, boolean common, boolean multiValued, boolean weighted) {
    this.number = number;
    this.common = common;
    this.multiValued = multiValued;
    this.weighted = weighted;
  }

  /** As in the files, such as {@code 109_14}; also the feature's name. */
  String number() {
    return number;
  }

  /** Whether it is of the user, in the file of common features. */
  boolean isCommon() {
    return common;
  }

  boolean isMultiValued() {
    return multiValued;
  }

  /** Whether its values say more than that they are there. */
  boolean isWeighted() {
    return weighted;
  }

  /** Those of one kind of file. */
  static List<AliCcpField> of(boolean common) {
    return ALL.stream().filter(field -> field.common == common).toList();
  }

  /**
   * The place in {@link #ALL} of a field's number {@code text[from .. to)}; -1 if there is no such
   * field.
   */
  static int find(byte[] text, int from, int to) {
    int code = 0;
    int suffix = 0;
    int at = from;
    for (; at < to && text[at] != '_'; at++) {
      int digit = text[at] - '0';
      if (digit < 0 || digit > 9 || code >= CODES) {
        return -1;
      }
      code = code * 10 + digit;
    }
    for (at++; at < to; at++) {
      int digit = text[at] - '0';
      if (digit < 0 || digit > 9 || suffix >= CODES) {
        return -1;
      }
      suffix = suffix * 10 + digit;
    }
    if (code > 999 || suffix > 99) {
      return -1;
    }
    return BY_CODE[code * 100 + suffix] - 1;
  }

  private static byte[] byCode() {
    byte[] places = new byte[CODES];
    for (int i = 0; i < ALL.size(); i++) {
      String[] parts = ALL.get(i).number.split("_", -1);
      int suffix = parts.length == 1 ? 0 : Integer.parseInt(parts[1]);
      places[Integer.parseInt(parts[0]) * 100 + suffix] = (byte) (i + 1);
    }
    return places;
  }
}

package io.github.ple4j.datasets;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;

/** Bytes of simulated Ali-CCP lines in the making. Not thread-safe. */
final class AliCcpText {
  /** Weights are ln(1 + n / PARTS), of whole counts for multiples. */
  static final int PARTS = 16;

  // Texts of up to eight bytes are written at once, with bytes behind them that come to be
  // overwritten.
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final byte[] HEXADECIMAL = "0123456789abcdef".getBytes(US_ASCII);
  private static final int GROUP = 10_000;
  private static final int[] DIGITS = digits(true); // four for each number
  private static final int[] SHORT = digits(false); // without zeros before them
  private static final long[] WEIGHTS = weights(); // what separates them from ids included
  private static final byte[] WEIGHT_LENGTHS = lengths(WEIGHTS);
  private static final long ONE = packed("\u00031.0");
  private static final int LONGEST_TRIPLE = 24;
  private static final int LONGEST_START = 80;

  private byte[] bytes = new byte[1 << 20];
  private int size;

  /** Up to eight characters in a number, the first one in its lowest byte. */
  static long packed(String text) {
    long packed = 0;
    for (int i = text.length() - 1; i >= 0; i--) {
      packed = packed << 8 | text.charAt(i);
    }
    return packed;
  }

  /** How many characters are in a number. */
  static int length(long packed) {
    return 8 - Long.numberOfLeadingZeros(packed) / 8;
  }

  private static long[] weights() {
    long[] texts = new long[(AliCcpCounts.MOST_TIMES + 1) * PARTS];
    for (int n = 0; n < texts.length; n++) {
      String text = String.format(Locale.ROOT, "%.5f", StrictMath.log1p(n / (double) PARTS));
      int end = text.length();
      while (text.charAt(end - 1) == '0' && text.charAt(end - 2) != '.') {
        end--;
      }
      texts[n] = packed('\u0003' + text.substring(0, end));
    }
    return texts;
  }

  private static byte[] lengths(long[] packed) {
    byte[] lengths = new byte[packed.length];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = (byte) length(packed[i]);
    }
    return lengths;
  }

  private static int[] digits(boolean padded) {
    int[] all = new int[GROUP];
    for (int i = 0; i < GROUP; i++) {
      String text = Integer.toString(padded ? GROUP + i : i);
      all[i] = (int) packed(padded ? text.substring(1) : text);
    }
    return all;
  }

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  /** Makes room for a line of so many triples. */
  void reserve(int triples) {
    int needed = size + LONGEST_START + triples * LONGEST_TRIPLE;
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
    }
  }

  void append(char character) {
    bytes[size] = (byte) character;
    size++;
  }

  /** A number that is not negative. */
  void append(long number) {
    if (number < GROUP) {
      INTS.set(bytes, size, SHORT[(int) number]);
      size += number >= 1000 ? 4 : number >= 100 ? 3 : number >= 10 ? 2 : 1;
    } else {
      append(number / GROUP);
      INTS.set(bytes, size, DIGITS[(int) (number % GROUP)]);
      size += 4;
    }
  }

  /** Sixteen digits. */
  void appendHexadecimal(long number) {
    for (int shift = 60; shift >= 0; shift -= 4) {
      bytes[size] = HEXADECIMAL[(int) (number >>> shift) & 15];
      size++;
    }
  }

  /** A triple of weight 1.0. */
  void appendTriple(AliCcpColumn field, int featureId) {
    appendStart(field, featureId);
    LONGS.set(bytes, size, ONE);
    size += 4;
  }

  /** A triple of weight ln(1 + parts / PARTS). */
  void appendTriple(AliCcpColumn field, int featureId, int parts) {
    appendStart(field, featureId);
    int weight = Math.min(parts, WEIGHTS.length - 1);
    LONGS.set(bytes, size, WEIGHTS[weight]);
    size += WEIGHT_LENGTHS[weight];
  }

  private void appendStart(AliCcpColumn field, int featureId) {
    if (bytes[size - 1] != ',') {
      bytes[size] = 1;
      size++;
    }
    LONGS.set(bytes, size, field.prefix());
    size += field.prefixLength();
    int high = featureId / GROUP;
    if (high == 0) {
      append((long) featureId);
      return;
    }
    INTS.set(bytes, size, SHORT[high]); // ids have up to eight digits
    size += high >= 1000 ? 4 : high >= 100 ? 3 : high >= 10 ? 2 : 1;
    INTS.set(bytes, size, DIGITS[featureId - high * GROUP]);
    size += 4;
  }

  /** Appends what stands from one place of a text, which may be this one, to another. */
  void append(AliCcpText text, int from, int to) {
    int needed = size + to - from;
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
    }
    System.arraycopy(text.bytes, from, bytes, size, to - from);
    size = needed;
  }

  void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, size);
  }
}

package io.github.ple4j.datasets;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Locale;

/** Bytes of simulated Ali-CCP lines in the making. Not thread-safe. */
final class AliCcpText {
  /** Weights are ln(1 + n / PARTS), of whole counts for multiples. */
  static final int PARTS = 16;

  private static final byte[] HEXADECIMAL = "0123456789abcdef".getBytes(US_ASCII);
  private static final byte[][] WEIGHTS = weights();
  private static final byte[] ONE = "1.0".getBytes(US_ASCII);
  private static final int LONGEST_TRIPLE = 7 + 8 + 1 + 8 + 1;
  private static final int LONGEST_START = 80;
  private static final byte[] DIGITS = digits();

  private byte[] bytes = new byte[1 << 20];
  private int size;

  private static byte[][] weights() {
    byte[][] texts = new byte[(AliCcpCounts.MOST_TIMES + 1) * PARTS][];
    for (int n = 0; n < texts.length; n++) {
      String text = String.format(Locale.ROOT, "%.5f", StrictMath.log1p(n / (double) PARTS));
      int end = text.length();
      while (text.charAt(end - 1) == '0' && text.charAt(end - 2) != '.') {
        end--;
      }
      texts[n] = text.substring(0, end).getBytes(US_ASCII);
    }
    return texts;
  }

  /** Four digits of each number below 10,000. */
  private static byte[] digits() {
    byte[] all = new byte[40_000];
    for (int i = 0; i < 10_000; i++) {
      all[4 * i] = (byte) ('0' + i / 1000);
      all[4 * i + 1] = (byte) ('0' + i / 100 % 10);
      all[4 * i + 2] = (byte) ('0' + i / 10 % 10);
      all[4 * i + 3] = (byte) ('0' + i % 10);
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
    if (number < 10_000) {
      appendShort((int) number);
    } else {
      append(number / 10_000);
      System.arraycopy(DIGITS, 4 * (int) (number % 10_000), bytes, size, 4);
      size += 4;
    }
  }

  private void appendShort(int number) {
    int skipped = number >= 1000 ? 0 : number >= 100 ? 1 : number >= 10 ? 2 : 3;
    for (int i = skipped; i < 4; i++) {
      bytes[size] = DIGITS[4 * number + i];
      size++;
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
    appendBytes(ONE);
  }

  /** A triple of weight ln(1 + parts / PARTS). */
  void appendTriple(AliCcpColumn field, int featureId, int parts) {
    appendStart(field, featureId);
    appendBytes(WEIGHTS[Math.min(parts, WEIGHTS.length - 1)]);
  }

  private void appendStart(AliCcpColumn field, int featureId) {
    if (bytes[size - 1] != ',') {
      append('\u0001');
    }
    appendBytes(field.prefix());
    append((long) featureId);
    append('\u0003');
  }

  private void appendBytes(byte[] text) {
    for (int i = 0; i < text.length; i++) {
      bytes[size + i] = text[i];
    }
    size += text.length;
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

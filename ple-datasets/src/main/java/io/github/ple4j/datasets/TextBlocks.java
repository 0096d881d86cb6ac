package io.github.ple4j.datasets;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** A text in blocks of whole lines, handed out one after the other. Thread-safe. */
final class TextBlocks {
  private static final int BLOCK = 2 << 20;

  private final InputStream stream;
  private final MessageDigest digest;
  private byte[] carried = new byte[0];
  private int blocks;
  private long bytes;
  private boolean ended;
  private @Nullable IOException broken;

  /** The text of a stream, which the caller closes. */
  TextBlocks(InputStream stream) {
    this.stream = stream;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JVM has it
    }
  }

  /** One block; reusable. Not thread-safe. */
  static final class Block {
    private byte[] text = new byte[BLOCK];
    private int length;
    private int number;

    byte[] text() {
      return text;
    }

    /** Bytes in use, the last of which is a line end, or the text's last. */
    int length() {
      return length;
    }

    /** From 0 in the order of the text. */
    int number() {
      return number;
    }
  }

  /** Fills the block with the next lines; false where there are none. */
  synchronized boolean next(Block block) throws IOException {
    if (ended) {
      return false;
    }
    if (block.text.length < 2 * carried.length) {
      block.text = new byte[2 * carried.length];
    }
    System.arraycopy(carried, 0, block.text, 0, carried.length);
    int filled = carried.length;
    int end;
    while (true) {
      filled = fill(block, filled);
      boolean whole = ended && broken == null; // a broken text has no last line
      end = whole ? filled : lastLineEnd(block.text, filled);
      if (ended || end > 0) {
        break;
      }
      block.text = Arrays.copyOf(block.text, Math.multiplyExact(2, block.text.length));
    }
    carried = Arrays.copyOfRange(block.text, end, filled);
    block.length = end;
    block.number = blocks++;
    return end > 0;
  }

  /** Hex of the SHA-256 of all that was read. */
  synchronized String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }

  synchronized long bytes() {
    return bytes;
  }

  /** What ended a compressed text before its end, if anything did. */
  synchronized @Nullable IOException broken() {
    return broken;
  }

  private int fill(Block block, int from) throws IOException {
    int filled = from;
    while (filled < block.text.length) {
      int read;
      try {
        read = stream.read(block.text, filled, block.text.length - filled);
      } catch (EOFException | ZipException e) {
        broken = e;
        read = -1;
      }
      if (read < 0) {
        ended = true;
        break;
      }
      digest.update(block.text, filled, read);
      bytes += read;
      filled += read;
    }
    return filled;
  }

  private static int lastLineEnd(byte[] text, int length) {
    int end = length;
    while (end > 0 && text[end - 1] != '\n') {
      end--;
    }
    return end;
  }
}

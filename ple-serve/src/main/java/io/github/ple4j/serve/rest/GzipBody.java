package io.github.ple4j.serve.rest;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.zip.GZIPInputStream;

/** Bodies that came packed by gzip. */
final class GzipBody {
  private static final int LEAST = 256;
  private static final int USUAL_RATIO = 4; // of unpacked to packed

  private GzipBody() {}

  /**
   * Unpacks, into no more memory than was asked for before.
   *
   * @param taking is given the bytes of memory that are needed next; what it throws is thrown
   * @throws RefusedException if it is no whole gzip, or more than the maximum
   */
  static Body unpacked(Body packed, int maximumBytes, IntConsumer taking) {
    int first = (int) Math.min(maximumBytes, Math.max(LEAST, (long) USUAL_RATIO * packed.length()));
    taking.accept(first);
    byte[] bytes = new byte[first];
    int length = 0;
    try (InputStream in =
        new GZIPInputStream(new ByteArrayInputStream(packed.bytes(), 0, packed.length()))) {
      while (true) {
        if (length == bytes.length) {
          if (in.read() < 0) {
            break;
          }
          throw new RefusedException(413, BodyReader.tooLarge(maximumBytes) + " when unpacked");
        }
        int read = in.read(bytes, length, bytes.length - length);
        if (read < 0) {
          break;
        }
        length += read;
        if (length == bytes.length && length < maximumBytes) {
          int more = Math.min(length, maximumBytes - length);
          taking.accept(more);
          bytes = Arrays.copyOf(bytes, length + more);
        }
      }
    } catch (EOFException e) {
      throw new RefusedException(400, "expected a body packed by gzip, found one that is cut off");
    } catch (IOException e) {
      throw new RefusedException(
          400, "expected a body packed by gzip, found another: " + e.getMessage());
    }
    return new Body(bytes, length);
  }
}

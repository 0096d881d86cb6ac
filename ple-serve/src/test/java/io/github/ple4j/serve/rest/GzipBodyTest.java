package io.github.ple4j.serve.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class GzipBodyTest {
  @Test
  void allMemoryThatIsHeldWasTaken() throws IOException {
    byte[] content = new byte[100_000];
    Arrays.fill(content, (byte) 7);
    AtomicInteger taken = new AtomicInteger();

    Body body = GzipBody.unpacked(packed(content), 1_000_000, taken::addAndGet);

    assertThat(Arrays.copyOf(body.bytes(), body.length())).isEqualTo(content);
    assertThat(taken).hasValue(body.bytes().length);
  }

  @Test
  void itEndsWhereThereIsNoMoreMemory() throws IOException {
    Body bomb = packed(new byte[10_000_000]);
    AtomicInteger taken = new AtomicInteger();
    IntConsumer little =
        more -> {
          if (taken.get() + more > 200_000) {
            throw new RefusedException(503, "no memory");
          }
          taken.addAndGet(more);
        };

    assertThatThrownBy(() -> GzipBody.unpacked(bomb, Integer.MAX_VALUE, little))
        .isInstanceOf(RefusedException.class)
        .hasMessage("no memory");
    assertThat(taken.get()).isBetween(bomb.length(), 200_000);
  }

  @Test
  void asManyBytesAsAllowedAreTakenAndNotOneMore() throws IOException {
    assertThat(GzipBody.unpacked(packed(new byte[1000]), 1000, more -> {}).length())
        .isEqualTo(1000);
    assertThatThrownBy(() -> GzipBody.unpacked(packed(new byte[1001]), 1000, more -> {}))
        .hasMessage("expected a body of at most 1000 bytes when unpacked");
  }

  @Test
  void whatIsCutOffIsSaidToBe() throws IOException {
    Body whole = packed("of some length".getBytes(UTF_8));

    assertThatThrownBy(
            () -> GzipBody.unpacked(new Body(whole.bytes(), whole.length() - 9), 1000, more -> {}))
        .hasMessageContaining("cut off");
  }

  private static Body packed(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    }
    return Body.of(bytes.toByteArray());
  }
}

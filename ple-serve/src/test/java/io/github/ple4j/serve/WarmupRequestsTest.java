package io.github.ple4j.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmupRequestsTest {
  private static final WarmupRequest IDS =
      new WarmupRequest("ids", ImmutableMap.of("education", Column.strings("Masters")));

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void model() throws IOException {
    TestModels.ranking(directory);
    file = directory.resolve(WarmupRequests.PATH);
    Files.createDirectories(file.getParent());
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    WarmupRequest people = new WarmupRequest("serving_default", TestModels.people());
    Files.write(file, WarmupRequests.encode(List.of(people, IDS)));
    assertThat(WarmupRequests.read(file)).containsExactly(people, IDS);
  }

  @Test
  void theBytesAreThoseOfTensorFlowServing() {
    // TFRecord: length, its checksum, data, its checksum. Data: predict_log { request { model_spec
    // { signature_name: "s" } inputs { key: "x" value { dtype: DT_FLOAT tensor_shape { dim { size:
    // 1 } } tensor_content: 1.5 } } } }.
    byte[] record =
        WarmupRequests.encode(
            List.of(new WarmupRequest("s", ImmutableMap.of("x", Column.floats(1.5f)))));
    byte[] data = Arrays.copyOfRange(record, 12, record.length - 4);
    assertThat(HexFormat.of().formatHex(data))
        .isEqualTo("321c0a1a0a031a017312130a0178120e080112041202080122040000c03f");
    assertThat(record[0]).isEqualTo((byte) data.length);
  }

  @Test
  void theyAreRunWhenTheModelIsOpened() throws IOException {
    Files.write(file, WarmupRequests.encode(Collections.nCopies(3, IDS)));
    Predictor.open(directory).close();
  }

  @Test
  void aRequestThatTheModelRefusesIsAnErrorUnlessWarmUpIsOff() throws IOException {
    WarmupRequest wrong = new WarmupRequest("ids", ImmutableMap.of("education", Column.longs(1)));
    Files.write(file, WarmupRequests.encode(List.of(IDS, wrong)));
    assertThatThrownBy(() -> Predictor.open(directory))
        .isInstanceOf(PredictorException.class)
        .hasMessage(
            file
                + ": request 2: signature \"ids\": input \"education\": expected string of shape"
                + " [-1], found int64 of shape [1]");
    Predictor.open(directory, PredictorOptions.defaults().withWarmUp(false)).close();
  }

  @Test
  void aCutFileIsAnError() throws IOException {
    byte[] content = WarmupRequests.encode(List.of(IDS, IDS));
    for (int length : new int[] {content.length - 1, content.length - 5, content.length / 2 + 3}) {
      Files.write(file, Arrays.copyOf(content, length));
      assertThatThrownBy(() -> Predictor.open(directory))
          .isInstanceOf(PredictorException.class)
          .hasMessage(file + ": record 2: cut");
    }
  }

  @Test
  void aDamagedFileIsAnError() throws IOException {
    byte[] content = WarmupRequests.encode(List.of(IDS));
    content[20] ^= 1;
    Files.write(file, content);
    assertThatThrownBy(() -> Predictor.open(directory))
        .isInstanceOf(PredictorException.class)
        .hasMessage(file + ": record 1: damaged: its checksum does not match");
    Files.write(file, new byte[100]);
    assertThatThrownBy(() -> Predictor.open(directory))
        .isInstanceOf(PredictorException.class)
        .hasMessage(file + ": record 1: damaged, or no TFRecord");
  }

  @Test
  void aRecordWithoutRequestIsAnError() throws IOException {
    Files.write(file, WarmupRequests.record(new byte[0]));
    assertThatThrownBy(() -> WarmupRequests.read(file))
        .isInstanceOf(PredictorException.class)
        .hasMessage(file + ": record 1: no request in it");
  }

  @Test
  void recordsOfOtherKindsAreLeftOut() throws IOException {
    byte[] classify =
        PredictionLogs.PredictionLog.newBuilder()
            .setClassifyLog(ByteString.copyFromUtf8("x"))
            .build()
            .toByteArray();
    Files.write(file, WarmupRequests.record(classify));
    Files.write(file, WarmupRequests.encode(List.of(IDS)), StandardOpenOption.APPEND);
    assertThat(WarmupRequests.read(file)).containsExactly(IDS);
  }

  @Test
  void aThousandAreTheLimit() {
    assertThat(WarmupRequests.encode(Collections.nCopies(1000, IDS))).isNotEmpty();
    assertThatThrownBy(() -> WarmupRequests.encode(Collections.nCopies(1001, IDS)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("at most 1000 warm-up requests are allowed: 1001");
  }
}

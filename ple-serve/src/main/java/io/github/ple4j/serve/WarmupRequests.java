package io.github.ple4j.serve;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hashing;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.ple4j.serve.PredictionLogs.ModelSpec;
import io.github.ple4j.serve.PredictionLogs.PredictLog;
import io.github.ple4j.serve.PredictionLogs.PredictRequest;
import io.github.ple4j.serve.PredictionLogs.PredictionLog;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.TensorProto;

/**
 * The file of warm-up requests as TensorFlow Serving reads and writes it: {@code TFRecord}s of
 * {@code tensorflow.serving.PredictionLog}.
 */
public final class WarmupRequests {
  /** Where the file lies in a SavedModel's directory. */
  public static final String PATH = "assets.extra/tf_serving_warmup_requests";

  /** TensorFlow Serving refuses a file with more. */
  public static final int MAXIMUM = 1000;

  private static final int HEADER = Long.BYTES + Integer.BYTES;

  private WarmupRequests() {}

  /**
   * The content of a file with these requests.
   *
   * @throws IllegalArgumentException if they are more than {@value #MAXIMUM}
   */
  public static byte[] encode(List<WarmupRequest> requests) {
    if (requests.size() > MAXIMUM) {
      throw new IllegalArgumentException(
          "at most " + MAXIMUM + " warm-up requests are allowed: " + requests.size());
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (WarmupRequest request : requests) {
      file.writeBytes(record(log(request).toByteArray()));
    }
    return file.toByteArray();
  }

  /**
   * The first {@value #MAXIMUM} requests of a file. Records of other kinds than predict (classify,
   * regress, multi-inference, session run) are left out.
   *
   * @throws PredictorException if a record is cut, damaged or no request; it names file and record
   * @throws IOException if the file cannot be read
   */
  public static ImmutableList<WarmupRequest> read(Path file) throws IOException {
    ImmutableList.Builder<WarmupRequest> requests = ImmutableList.builder();
    int record = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      long left = Files.size(file);
      while (left > 0 && record < MAXIMUM) {
        record++;
        byte[] data = data(in, left);
        left -= HEADER + data.length + Integer.BYTES;
        PredictionLog log = PredictionLog.parseFrom(data);
        switch (log.getLogTypeCase()) {
          case PREDICT_LOG -> requests.add(request(log.getPredictLog().getRequest()));
          case LOGTYPE_NOT_SET -> throw new IllegalArgumentException("no request in it");
          default -> {}
        }
      }
    } catch (EOFException | InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new PredictorException(
          PredictorException.Category.INVALID_MODEL,
          file + ": record " + record + ": " + e.getMessage(),
          e);
    }
    return requests.build();
  }

  private static PredictionLog log(WarmupRequest warmup) {
    PredictRequest.Builder request = PredictRequest.newBuilder();
    request.setModelSpec(ModelSpec.newBuilder().setSignatureName(warmup.signature()));
    warmup
        .inputs()
        .forEach((name, column) -> request.putInputs(name, TensorProtos.of(column).toByteString()));
    return PredictionLog.newBuilder()
        .setPredictLog(PredictLog.newBuilder().setRequest(request))
        .build();
  }

  private static WarmupRequest request(PredictRequest request)
      throws InvalidProtocolBufferException {
    ImmutableMap.Builder<String, Column> inputs = ImmutableMap.builder();
    for (Map.Entry<String, ByteString> input : request.getInputsMap().entrySet()) {
      try {
        inputs.put(input.getKey(), TensorProtos.column(TensorProto.parseFrom(input.getValue())));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "input \"" + input.getKey() + "\": " + e.getMessage(), e);
      }
    }
    String signature = request.getModelSpec().getSignatureName();
    return new WarmupRequest(
        signature.isEmpty() ? Predictor.DEFAULT_SIGNATURE : signature, inputs.buildOrThrow());
  }

  /** A record with its length and checksums. */
  static byte[] record(byte[] data) {
    ByteBuffer record =
        ByteBuffer.allocate(HEADER + data.length + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(data.length);
    record.putInt(checksum(record.array(), Long.BYTES));
    record.put(data);
    record.putInt(checksum(data, data.length));
    return record.array();
  }

  private static byte[] data(InputStream in, long left) throws IOException {
    byte[] header = read(in, HEADER);
    long length = littleEndian(header).getLong();
    if (littleEndian(header).getInt(Long.BYTES) != checksum(header, Long.BYTES)) {
      throw new IllegalArgumentException("damaged, or no TFRecord");
    }
    if (length < 0 || length > left - HEADER - Integer.BYTES) {
      throw new EOFException("cut");
    }
    byte[] data = read(in, Math.toIntExact(length));
    if (littleEndian(read(in, Integer.BYTES)).getInt() != checksum(data, data.length)) {
      throw new IllegalArgumentException("damaged: its checksum does not match");
    }
    return data;
  }

  private static byte[] read(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("cut");
    }
    return bytes;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** CRC-32C, rotated and shifted, as TFRecord wants it. */
  private static int checksum(byte[] bytes, int length) {
    int crc = Hashing.crc32c().hashBytes(bytes, 0, length).asInt();
    return Integer.rotateRight(crc, 15) + 0xa282ead8;
  }
}

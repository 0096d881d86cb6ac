package io.github.ple4j.serve.grpc;

import static io.github.ple4j.serve.grpc.Served.request;
import static io.github.ple4j.serve.grpc.Served.spec;
import static io.github.ple4j.serve.grpc.ServingMethods.PREDICT;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Floats;
import com.google.protobuf.ByteString;
import com.google.protobuf.Int64Value;
import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.TensorProtos;
import io.github.ple4j.serve.TestModels;
import io.github.ple4j.serve.proto.PredictRequest;
import io.github.ple4j.serve.proto.PredictResponse;
import io.grpc.CallOptions;
import io.grpc.Status;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

@TestInstance(Lifecycle.PER_CLASS)
class PredictCallTest {
  private Served served;

  @BeforeAll
  void serve(@TempDir Path directory) {
    served = Served.in(directory, options -> options.withMaximumMessageBytes(1 << 20));
  }

  @AfterAll
  void close() {
    served.close();
  }

  @Test
  void theNewestVersionAnswersByTheDefaultSignatureAndSaysSo() {
    PredictResponse response = served.call(PREDICT, Served.people());
    assertThat(response.getModelSpec()).isEqualTo(spec("ranking", 2, "serving_default"));
    assertThat(response.getOutputsMap()).containsOnlyKeys("score");
    assertThat(Floats.toArray(response.getOutputsOrThrow("score").getFloatValList()))
        .isEqualTo(TestModels.scoresOfPeople());
    assertThat(response.getOutputsOrThrow("score").getTensorShape().getDimList())
        .extracting(TensorShapeProto.Dim::getSize)
        .containsExactly(3L);
  }

  @Test
  void aVersionIsMeantByItsNumberOrItsLabel() {
    assertThat(version(Served.people().toBuilder(), spec("ranking").setVersionLabel("stable")))
        .isEqualTo(1);
    assertThat(version(Served.people().toBuilder(), spec("ranking").setVersion(Int64Value.of(1))))
        .isEqualTo(1);
  }

  private long version(
      PredictRequest.Builder request, io.github.ple4j.serve.proto.ModelSpec.Builder spec) {
    return served
        .call(PREDICT, request.setModelSpec(spec).build())
        .getModelSpec()
        .getVersion()
        .getValue();
  }

  @Test
  void onlyTheOutputsThatAreAskedForAreGiven() {
    PredictRequest request =
        request(spec("ranking", "ids"), Map.of("education", Column.strings("Masters")));
    assertThat(served.call(PREDICT, request).getOutputsMap()).containsOnlyKeys("education", "line");
    PredictResponse some =
        served.call(PREDICT, request.toBuilder().addOutputFilter("line").build());
    assertThat(some.getOutputsMap()).containsOnlyKeys("line");
    assertThat(some.getOutputsOrThrow("line").getInt64ValList()).containsExactly(2L);
  }

  @Test
  void everyTypeAndRankGoesThereAndBackInBothForms() {
    Map<String, Column> columns =
        Map.of(
            "float32", Column.floats(1.5f, Float.NaN, Float.NEGATIVE_INFINITY, -0f),
            "float64", Column.doubles(0.1),
            "int32", Column.ints(Integer.MIN_VALUE, 4),
            "int64", Column.longs(Long.MIN_VALUE),
            "uint8", Column.unsignedBytes((byte) 200, (byte) 3),
            "bool", Column.booleans(true, false),
            "string", Column.byteStrings(new byte[] {0, -1}, new byte[0]),
            "scalar", Column.floats(new float[] {7}, Shape.scalar()),
            "matrix", Column.longs(new long[] {1, 2, 3, 4, 5, 6}, Shape.of(2, 3)),
            "cube", Column.strings(new String[] {"a", "b", "é", ""}, Shape.of(1, 2, 2)));
    columns.forEach(
        (signature, column) -> {
          PredictRequest.Builder request =
              PredictRequest.newBuilder().setModelSpec(spec("echo", signature));
          TensorProto packed = TensorProtos.of(column);
          TensorProto fields = TensorProtos.fields(column);
          assertThat(served.call(PREDICT, request.putInputs("x", packed).build()).getOutputsMap())
              .containsEntry("y", fields);
          assertThat(served.call(PREDICT, request.putInputs("x", fields).build()).getOutputsMap())
              .containsEntry("y", fields);
        });
  }

  @Test
  void noRowsGiveNoRows() {
    PredictResponse response =
        served.call(PREDICT, request(spec("echo", "float32"), Map.of("x", Column.floats())));
    assertThat(response.getOutputsOrThrow("y").getFloatValList()).isEmpty();
  }

  @Test
  void aRequestNamesItsModel() {
    assertRefused(
        PredictRequest.getDefaultInstance(), Status.Code.INVALID_ARGUMENT, "Missing ModelSpec");
    assertRefused(
        request(spec(""), Map.of()),
        Status.Code.INVALID_ARGUMENT,
        "ModelSpec has no name specified.");
  }

  @Test
  void whatIsNotThereIsSaidSo() {
    assertRefused(
        request(spec("nobody"), Map.of()),
        Status.Code.NOT_FOUND,
        "Servable not found for request: Latest(nobody)");
    assertRefused(
        request(spec("ranking").setVersion(Int64Value.of(9)), Map.of()),
        Status.Code.NOT_FOUND,
        "Servable not found for request: Specific(ranking, 9)");
    assertRefused(
        request(spec("ranking").setVersionLabel("canary"), Map.of()),
        Status.Code.INVALID_ARGUMENT,
        "Unrecognized servable version label: canary");
    assertRefused(
        request(spec("ranking", "other"), Map.of()),
        Status.Code.FAILED_PRECONDITION,
        "Serving signature key \"other\" not found.");
    PredictRequest ids =
        request(spec("ranking", "ids"), Map.of("education", Column.strings("Masters")));
    assertRefused(
        ids.toBuilder().addOutputFilter("x").build(),
        Status.Code.INVALID_ARGUMENT,
        "output tensor alias not found in signature: x"
            + " Outputs expected to be in the set {education,line}.");
    assertRefused(
        ids.toBuilder().addOutputFilter("line").addOutputFilter("line").build(),
        Status.Code.INVALID_ARGUMENT,
        "duplicate output tensor alias: line");
  }

  @Test
  void inputsThatDoNotMatchAreNamed() {
    assertRefused(
        request(
            spec("ranking", "ids"),
            Map.of("Education", Column.strings("Masters"), "age", Column.floats(1))),
        Status.Code.INVALID_ARGUMENT,
        "input size does not match signature: 2!=1 len({Education,age}) != len({education})."
            + " Sent extra: {Education,age}. Missing but required: {education}.");
    assertRefused(
        request(spec("ranking", "ids"), Map.of("education", Column.ints(1))),
        Status.Code.INVALID_ARGUMENT,
        "signature \"ids\": input \"education\": expected string of shape [-1],"
            + " found int32 of shape [1]");
  }

  @Test
  void aShortTextThatDescribesALargeTensorIsRefused() {
    TensorProto.Builder huge = TensorProto.newBuilder().setDtype(DataType.DT_FLOAT).addFloatVal(1);
    huge.getTensorShapeBuilder().addDimBuilder().setSize(1 << 30);
    assertRefused(
        PredictRequest.newBuilder()
            .setModelSpec(spec("echo", "float32"))
            .putInputs("x", huge.build())
            .build(),
        Status.Code.INVALID_ARGUMENT,
        "signature \"float32\": input \"x\":"
            + " at most 1048576 bytes of tensors are allowed, found shape [1073741824]");
  }

  @Test
  void aRequestThatIsTooLargeIsRefused() {
    Status status =
        served.refusal(
            PREDICT,
            request(spec("echo", "float64"), Map.of("x", Column.doubles(new double[1 << 18]))));
    assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(status.getDescription()).contains("1048576");
  }

  @Test
  void longNamesInMessagesAreCut() {
    Status status = served.refusal(PREDICT, request(spec("é".repeat(100_000)), Map.of()));
    assertThat(status.getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(status.getDescription())
        .startsWith("Servable not found for request: Latest(éé")
        .endsWith("é...");
  }

  @Test
  void bytesThatAreNoRequestAreTheCallersFault() {
    Status status =
        served.refusal(Bytes.of(PREDICT), ByteString.copyFromUtf8("no protocol buffer"));
    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).startsWith("the bytes are no request of Predict: ");
  }

  @Test
  void aTimeThatIsOverIsSaidSo() {
    Status status =
        Served.refusal(
            () ->
                served.call(
                    PREDICT,
                    Served.people(),
                    CallOptions.DEFAULT.withDeadlineAfter(1, TimeUnit.NANOSECONDS)));
    assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
  }

  private void assertRefused(PredictRequest request, Status.Code code, String description) {
    Status status = served.refusal(PREDICT, request);
    assertThat(status.getDescription()).isEqualTo(description);
    assertThat(status.getCode()).isEqualTo(code);
  }
}

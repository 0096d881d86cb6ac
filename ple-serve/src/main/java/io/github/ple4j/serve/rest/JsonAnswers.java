package io.github.ple4j.serve.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.ColumnType;
import io.github.ple4j.serve.ExampleInference.Classifications;
import io.github.ple4j.serve.ModelLease;
import io.github.ple4j.serve.Prediction;
import io.github.ple4j.serve.ServingException;
import io.github.ple4j.serve.Signature;
import io.github.ple4j.serve.StatusCode;
import io.github.ple4j.serve.TensorSpec;
import io.github.ple4j.serve.VersionStatus;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.SignatureDef;

/** The bodies of answers. */
final class JsonAnswers {
  private static final String BYTES = "_bytes";

  private JsonAnswers() {}

  static void error(JsonGenerator out, String message) throws IOException {
    out.writeStartObject();
    out.writeStringField("error", message);
    out.writeEndObject();
  }

  /** By rows: an item for each. */
  static void rows(JsonGenerator out, Prediction prediction) throws IOException {
    long rows = rows(prediction);
    ImmutableList<String> names = prediction.columns().keySet().asList();
    ColumnWriter[] writers =
        prediction.columns().entrySet().stream()
            .map(output -> writer(output.getKey(), output.getValue()))
            .toArray(ColumnWriter[]::new);
    out.writeStartObject();
    out.writeArrayFieldStart("predictions");
    for (int row = 0; row < rows; row++) {
      if (writers.length == 1) {
        writers[0].writeRow(out, row);
      } else {
        out.writeStartObject();
        for (int i = 0; i < writers.length; i++) {
          out.writeFieldName(names.get(i));
          writers[i].writeRow(out, row);
        }
        out.writeEndObject();
      }
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private static long rows(Prediction prediction) {
    long rows = -1;
    for (Map.Entry<String, Column> output : prediction.columns().entrySet()) {
      if (output.getValue().shape().numDimensions() == 0) {
        throw ServingException.invalid(
            "Tensor name: " + output.getKey() + " has no shape information ");
      }
      long size = output.getValue().shape().get(0);
      if (rows >= 0 && size != rows) {
        throw ServingException.invalid(
            "Tensor name: "
                + output.getKey()
                + " has inconsistent batch size: "
                + size
                + " expecting: "
                + rows);
      }
      rows = size;
    }
    return rows;
  }

  /** By columns: a tensor, or several by name. */
  static void columns(JsonGenerator out, Prediction prediction) throws IOException {
    out.writeStartObject();
    out.writeFieldName("outputs");
    boolean named = prediction.columns().size() != 1;
    if (named) {
      out.writeStartObject();
    }
    for (Map.Entry<String, Column> output : prediction.columns().entrySet()) {
      if (named) {
        out.writeFieldName(output.getKey());
      }
      writer(output.getKey(), output.getValue()).write(out);
    }
    if (named) {
      out.writeEndObject();
    }
    out.writeEndObject();
  }

  private static ColumnWriter writer(String name, Column column) {
    return new ColumnWriter(column, column.type() == ColumnType.STRING && name.endsWith(BYTES));
  }

  static void classifications(JsonGenerator out, Classifications answer) throws IOException {
    byte[][] labels = answer.labels().map(Column::asByteStrings).orElseGet(() -> new byte[0][]);
    float[] scores = answer.scores().map(Column::asFloats).orElseGet(() -> new float[0]);
    out.writeStartObject();
    out.writeArrayFieldStart("results");
    for (int example = 0, i = 0; example < answer.examples(); example++) {
      out.writeStartArray();
      for (int end = i + answer.classes(); i < end; i++) {
        out.writeStartArray();
        if (labels.length == 0) {
          out.writeString("");
        } else {
          ColumnWriter.writeString(out, labels[i]);
        }
        out.writeNumber(scores.length == 0 ? 0f : scores[i]);
        out.writeEndArray();
      }
      out.writeEndArray();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  static void regressions(JsonGenerator out, float[] values) throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("results");
    for (float value : values) {
      out.writeNumber(value);
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  static void status(JsonGenerator out, List<VersionStatus> versions) throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("model_version_status");
    for (VersionStatus version : versions) {
      out.writeStartObject();
      out.writeStringField("version", Long.toString(version.version()));
      out.writeStringField("state", version.state().name());
      out.writeObjectFieldStart("status");
      out.writeStringField(
          "error_code", version.error().map(StatusCode::of).orElse(StatusCode.OK).name());
      out.writeStringField("error_message", version.message());
      out.writeEndObject();
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  static void metadata(JsonGenerator out, ModelLease lease) throws IOException {
    out.writeStartObject();
    out.writeObjectFieldStart("model_spec");
    out.writeStringField("name", lease.model());
    out.writeStringField("signature_name", "");
    out.writeStringField("version", Long.toString(lease.version()));
    out.writeEndObject();
    out.writeObjectFieldStart("metadata");
    // Twice: it is a message with that one field.
    out.writeObjectFieldStart("signature_def");
    out.writeObjectFieldStart("signature_def");
    for (Map.Entry<String, SignatureDef> signature :
        ImmutableSortedMap.copyOf(lease.signatureDefs()).entrySet()) {
      out.writeFieldName(signature.getKey());
      ProtoJson.write(out, signature.getValue());
    }
    out.writeEndObject();
    out.writeEndObject();
    out.writeEndObject();
    out.writeEndObject();
  }

  static void kserveServer(JsonGenerator out, String version) throws IOException {
    out.writeStartObject();
    out.writeStringField("name", "ple-serve");
    out.writeStringField("version", version);
    out.writeArrayFieldStart("extensions");
    out.writeEndArray();
    out.writeEndObject();
  }

  static void kserveState(JsonGenerator out, Optional<String> model, String state, boolean is)
      throws IOException {
    out.writeStartObject();
    if (model.isPresent()) {
      out.writeStringField("name", model.get());
    }
    out.writeBooleanField(state, is);
    out.writeEndObject();
  }

  static void kserveModel(JsonGenerator out, String name, List<Long> versions, Signature signature)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("name", name);
    out.writeArrayFieldStart("versions");
    for (Long version : versions) {
      out.writeString(version.toString());
    }
    out.writeEndArray();
    out.writeStringField("platform", "tensorflow_savedmodel");
    kserveTensors(out, "inputs", signature.inputs());
    kserveTensors(out, "outputs", signature.outputs());
    out.writeEndObject();
  }

  private static void kserveTensors(
      JsonGenerator out, String field, Map<String, TensorSpec> tensors) throws IOException {
    out.writeArrayFieldStart(field);
    for (Map.Entry<String, TensorSpec> tensor : tensors.entrySet()) {
      TensorSpec spec = tensor.getValue();
      out.writeStartObject();
      out.writeStringField("name", tensor.getKey());
      out.writeStringField("datatype", KServeType.name(spec.type()));
      out.writeFieldName("shape");
      // The protocol has no unknown rank.
      long[] shape = spec.shape().isUnknown() ? new long[] {-1} : spec.shape().asArray();
      out.writeArray(shape, 0, shape.length);
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  static void kserveInfer(
      JsonGenerator out, ModelLease lease, Optional<String> id, Prediction prediction)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("model_name", lease.model());
    out.writeStringField("model_version", Long.toString(lease.version()));
    if (id.isPresent()) {
      out.writeStringField("id", id.get());
    }
    out.writeArrayFieldStart("outputs");
    for (Map.Entry<String, Column> output : prediction.columns().entrySet()) {
      Column column = output.getValue();
      out.writeStartObject();
      out.writeStringField("name", output.getKey());
      out.writeStringField("datatype", KServeType.name(column.type()));
      out.writeFieldName("shape");
      out.writeArray(column.shape().asArray(), 0, column.shape().numDimensions());
      out.writeFieldName("data");
      new ColumnWriter(column, false).writeFlat(out);
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }
}

package io.github.ple4j.serve.rest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.util.Base64;
import java.util.List;

/**
 * Messages as JSON with the names of fields as the declarations have them, 64-bit numbers as
 * strings, and fields that have their default value too.
 */
final class ProtoJson {
  private ProtoJson() {}

  static void write(JsonGenerator out, Message message) throws IOException {
    out.writeStartObject();
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (field.isRepeated() || !field.hasPresence() || message.hasField(field)) {
        out.writeFieldName(field.getName());
        writeField(out, field, message.getField(field));
      }
    }
    out.writeEndObject();
  }

  private static void writeField(JsonGenerator out, FieldDescriptor field, Object value)
      throws IOException {
    if (field.isMapField()) {
      FieldDescriptor mapped = field.getMessageType().findFieldByName("value");
      FieldDescriptor key = field.getMessageType().findFieldByName("key");
      out.writeStartObject();
      for (Object entry : (List<?>) value) {
        out.writeFieldName(((Message) entry).getField(key).toString());
        writeValue(out, mapped, ((Message) entry).getField(mapped));
      }
      out.writeEndObject();
    } else if (field.isRepeated()) {
      out.writeStartArray();
      for (Object item : (List<?>) value) {
        writeValue(out, field, item);
      }
      out.writeEndArray();
    } else {
      writeValue(out, field, value);
    }
  }

  private static void writeValue(JsonGenerator out, FieldDescriptor field, Object value)
      throws IOException {
    switch (field.getJavaType()) {
      case INT -> out.writeNumber((Integer) value);
      case LONG -> out.writeString(Long.toString((Long) value));
      case FLOAT -> out.writeNumber((Float) value);
      case DOUBLE -> out.writeNumber((Double) value);
      case BOOLEAN -> out.writeBoolean((Boolean) value);
      case STRING -> out.writeString((String) value);
      case BYTE_STRING ->
          out.writeString(Base64.getEncoder().encodeToString(((ByteString) value).toByteArray()));
      case ENUM -> out.writeString(((EnumValueDescriptor) value).getName());
      case MESSAGE -> write(out, (Message) value);
    }
  }
}

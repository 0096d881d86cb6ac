package io.github.ple4j.serve.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came. gRPC answers bytes that are no message with UNKNOWN, as if the server had
 * failed; so they are kept until there is a call that can be refused.
 */
record Received<Q extends Message>(@Nullable Q message, String problem) {
  /** The message, or INVALID_ARGUMENT. */
  Q get() {
    if (message == null) {
      throw Status.INVALID_ARGUMENT.withDescription(problem).asRuntimeException();
    }
    return message;
  }

  static <Q extends Message> Marshaller<Received<Q>> marshaller(
      Marshaller<Q> messages, String method) {
    return new Marshaller<>() {
      @Override
      public InputStream stream(Received<Q> received) {
        return messages.stream(received.get());
      }

      @Override
      public Received<Q> parse(InputStream stream) {
        try {
          return new Received<>(messages.parse(stream), "");
        } catch (StatusRuntimeException e) {
          if (!(e.getCause() instanceof InvalidProtocolBufferException invalid)) {
            throw e;
          }
          return new Received<>(
              null, "the bytes are no request of " + method + ": " + invalid.getMessage());
        }
      }
    };
  }
}

package io.github.ple4j.serve.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.security.MessageDigest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Refuses calls without the token, or tells those who answer them whether it was shown. */
final class BearerToken implements ServerInterceptor {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final String SCHEME = "bearer ";

  private static final Context.Key<Boolean> SHOWN = Context.keyWithDefault("token shown", false);

  static final Status REFUSAL =
      Status.UNAUTHENTICATED.withDescription("expected authorization: Bearer <token>");

  private final byte[] token;
  private final boolean required;
  private final GrpcListener listener;

  BearerToken(String token, boolean required, GrpcListener listener) {
    this.token = token.getBytes(UTF_8);
    this.required = required;
    this.listener = listener;
  }

  /** Whether the call that this thread answers has shown the token. */
  static boolean isShown() {
    return SHOWN.get();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    boolean shown = isShown(headers.get(AUTHORIZATION));
    if (shown || !required) {
      return Contexts.interceptCall(Context.current().withValue(SHOWN, shown), call, headers, next);
    }
    call.close(REFUSAL, new Metadata());
    listener.ended(
        new GrpcCall(
            String.valueOf(call.getMethodDescriptor().getBareMethodName()),
            "",
            Status.Code.UNAUTHENTICATED,
            String.valueOf(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)),
            0));
    return new ServerCall.Listener<>() {};
  }

  private boolean isShown(@Nullable String authorization) {
    return authorization != null
        && authorization.length() > SCHEME.length()
        && authorization.substring(0, SCHEME.length()).toLowerCase(Locale.ROOT).equals(SCHEME)
        && MessageDigest.isEqual(
            authorization.substring(SCHEME.length()).strip().getBytes(UTF_8), token);
  }
}

package io.github.ple4j.serve.grpc;

/** Told of every call, for metrics and logs. Called by many threads; must be quick. */
@FunctionalInterface
public interface GrpcListener {
  /** A call was answered, refused, or given up by its caller. */
  void ended(GrpcCall call);
}

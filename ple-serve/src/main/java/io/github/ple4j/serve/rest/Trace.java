package io.github.ple4j.serve.rest;

import io.github.ple4j.serve.ModelLease;
import io.github.ple4j.serve.Signature;
import io.github.ple4j.serve.rest.RestExchange.EntryPoint;
import java.util.OptionalLong;

/** What is known of a request so far. */
final class Trace {
  private EntryPoint entryPoint = EntryPoint.NONE;
  private String model = "";
  private OptionalLong version = OptionalLong.empty();
  private String signature = "";

  void entered(Route route) {
    entryPoint = route.api().entryPoint();
  }

  // The model's name is noted once there is such a model: metrics are not for clients to name.
  void leased(ModelLease lease) {
    model = lease.model();
    version = OptionalLong.of(lease.version());
  }

  void asked(Signature found) {
    signature = found.name();
  }

  EntryPoint entryPoint() {
    return entryPoint;
  }

  String model() {
    return model;
  }

  OptionalLong version() {
    return version;
  }

  String signature() {
    return signature;
  }
}

package io.github.ple4j.serve.grpc;

import com.google.protobuf.Message;
import io.github.ple4j.serve.Models;
import io.github.ple4j.serve.proto.ModelSpec;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A service of methods that take one message and give one, under construction. */
final class UnaryService {
  private final ServingMethods.Schema schema;
  private final Models models;
  private final CallLimits limits;
  private final GrpcListener listener;
  private final List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();

  UnaryService(
      ServingMethods.Schema schema, Models models, CallLimits limits, GrpcListener listener) {
    this.schema = schema;
    this.models = models;
    this.limits = limits;
    this.listener = listener;
  }

  /** Adds a method; {@code spec} is what a request says of the model. */
  <Q extends Message, A> UnaryService add(
      MethodDescriptor<Q, A> method,
      UnaryHandler.Method<Q, A> answer,
      Function<Q, ModelSpec> spec) {
    Function<Q, String> model =
        request -> {
          String name = spec.apply(request).getName();
          // Not whatever a caller makes up: metrics keep every name.
          return models.names().contains(name) ? name : "";
        };
    methods.add(
        ServerMethodDefinition.create(
            method.toBuilder(
                    Received.marshaller(
                        method.getRequestMarshaller(), String.valueOf(method.getBareMethodName())),
                    method.getResponseMarshaller())
                .build(),
            new UnaryHandler<>(answer, model, limits, listener)));
    return this;
  }

  ServerServiceDefinition build() {
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(schema.service().getFullName()).setSchemaDescriptor(schema);
    methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(descriptor.build());
    methods.forEach(service::addMethod);
    return service.build();
  }
}

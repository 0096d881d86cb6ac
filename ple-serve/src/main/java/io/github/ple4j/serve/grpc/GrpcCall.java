package io.github.ple4j.serve.grpc;

import io.grpc.Status;

/**
 * A call that has ended.
 *
 * @param method such as {@code Predict}
 * @param model the model's name; empty if the server has no such model, or the request was not read
 * @param status how it ended
 * @param peer where it came from
 * @param nanos from the arrival of its head to its end
 */
public record GrpcCall(String method, String model, Status.Code status, String peer, long nanos) {}

package io.github.ple4j.serve;

import com.google.common.collect.ImmutableSortedMap;

/**
 * One way to call a model: the inputs that it wants, all of them, and the outputs that it gives.
 *
 * @param name the signature's key, such as {@code serving_default}
 * @param method what the outputs mean, such as {@code tensorflow/serving/predict}; may be empty
 * @param inputs by name
 * @param outputs by name
 */
public record Signature(
    String name,
    String method,
    ImmutableSortedMap<String, TensorSpec> inputs,
    ImmutableSortedMap<String, TensorSpec> outputs) {
  /** How messages begin. */
  String quotedName() {
    return "signature \"" + name + "\"";
  }
}

package io.github.ple4j.serve;

import com.google.common.collect.ImmutableMap;

/**
 * A prediction to be made when a model is opened, so that the first user does not wait for what
 * TensorFlow does at a first run.
 *
 * @param signature the signature's name
 * @param inputs by name
 */
public record WarmupRequest(String signature, ImmutableMap<String, Column> inputs) {}

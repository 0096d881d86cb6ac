package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import org.tensorflow.Operand;

/**
 * A part of a model that a picture shows, by what it reads and gives.
 *
 * @param name its place, such as {@code level_1/task/click/expert_1}
 * @param reads tensors that it maps
 * @param selectors tensors that only say how what it reads is mixed
 * @param gives tensors that it maps to
 */
record Module(
    String name,
    ModelDiagram.Kind kind,
    ImmutableList<Operand<?>> reads,
    ImmutableList<Operand<?>> selectors,
    ImmutableList<Operand<?>> gives) {}

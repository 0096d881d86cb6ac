package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.graph.EmbeddingLookup;
import io.github.ple4j.graph.ModelGraph;
import io.github.ple4j.graph.Variable;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * What a step updates: a dense variable, or of an embedding table the rows that the batch read.
 *
 * @param lookup present for an embedding table
 */
record Parameter(Variable variable, Optional<EmbeddingLookup> lookup) {

  /** The dense variables of a model, then its tables. */
  static ImmutableList<Parameter> of(ModelGraph model) {
    ImmutableList.Builder<Parameter> parameters = ImmutableList.builder();
    model.variables().stream()
        .filter(variable -> variable.role() == Variable.Role.DENSE)
        .forEach(variable -> parameters.add(new Parameter(variable, Optional.empty())));
    model
        .lookups()
        .forEach(lookup -> parameters.add(new Parameter(lookup.table(), Optional.of(lookup))));
    return parameters.build();
  }

  /** What gradients are taken of: the variable, or the rows {@code [u, width]}. */
  Operand<TFloat32> read() {
    return lookup.map(EmbeddingLookup::rows).orElse(variable.value());
  }

  /** Whether it is embeddings or a layer's matrix, and not a bias. */
  boolean decays() {
    return lookup.isPresent() || variable.name().endsWith("/weights");
  }
}

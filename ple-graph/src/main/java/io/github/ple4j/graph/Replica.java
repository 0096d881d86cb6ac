package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import java.util.Optional;

/**
 * The layers of a model on one device, and what they make of their part of a batch. All replicas
 * read the same variables.
 *
 * @param part absent where there is one replica, which has the whole batch
 * @param device of its layers
 * @param lookupDevice of its lookups of embeddings
 * @param outputs of every task, for the part
 * @param lookups one for each embedding variable, of the part's ids
 */
public record Replica(
    Optional<BatchPart> part,
    Placement.Device device,
    Placement.Device lookupDevice,
    ImmutableList<TaskOutput> outputs,
    ImmutableList<EmbeddingLookup> lookups) {

  Replica in(GraphNames names) {
    return new Replica(
        part.map(p -> p.in(names)),
        device,
        lookupDevice,
        outputs.stream().map(o -> o.in(names)).collect(ImmutableList.toImmutableList()),
        lookups.stream().map(l -> l.in(names)).collect(ImmutableList.toImmutableList()));
  }
}

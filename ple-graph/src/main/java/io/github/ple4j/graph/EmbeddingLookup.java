package io.github.ple4j.graph;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The one place at which a batch reads an embedding table. Training takes the gradient with respect
 * to {@code rows}, and updates the rows {@code uniqueIds} of the table: an id occurs in it once,
 * however many features and samples share it.
 *
 * @param table the variable, {@code [ids, width]}
 * @param uniqueIds the distinct ids of the batch, {@code [u]}
 * @param rows their embeddings, {@code [u, width]}
 */
public record EmbeddingLookup(Variable table, Operand<TInt32> uniqueIds, Operand<TFloat32> rows) {

  EmbeddingLookup in(GraphNames names) {
    return new EmbeddingLookup(table.in(names), names.find(uniqueIds), names.find(rows));
  }
}

package io.github.ple4j.graph;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The one place at which a batch reads an embedding table. Training takes the gradient with respect
 * to {@code rows}, and updates the rows {@code uniqueIds} of the table: an id occurs in it once,
 * however many features and samples share it. With several replicas, each has a lookup of its own,
 * and the model's is of all their ids together: nothing but updates reads its rows.
 *
 * @param table the variable, {@code [ids, width]}
 * @param uniqueIds the distinct ids of the batch, {@code [u]}
 * @param rows their embeddings, {@code [u, width]}
 * @param fields what the layers read of them, {@code [B, fields * width]}; of several replicas
 *     together there is none
 * @param positions of the distinct ids of all replicas, one replica after the other, the places in
 *     {@code uniqueIds}; absent from a lookup that the layers read
 */
public record EmbeddingLookup(
    Variable table,
    Operand<TInt32> uniqueIds,
    Operand<TFloat32> rows,
    Optional<Operand<TFloat32>> fields,
    Optional<Operand<TInt32>> positions) {

  EmbeddingLookup in(GraphNames names) {
    return new EmbeddingLookup(
        table.in(names),
        names.find(uniqueIds),
        names.find(rows),
        fields.map(names::find),
        positions.map(names::find));
  }
}

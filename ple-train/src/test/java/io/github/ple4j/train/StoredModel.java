package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.datasets.Vocabulary;
import io.github.ple4j.graph.EmbeddingTable;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.ModelSpecs;
import io.github.ple4j.graph.VocabularyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A small model with tables of every kind, and what a run would leave of it, without training.
 *
 * @param vocabularies tokens by table
 */
record StoredModel(ModelSpec spec, ImmutableMap<String, ImmutableList<String>> vocabularies) {
  static final ImmutableList<String> USERS = ImmutableList.of("7", "8", "9");
  static final ImmutableList<String> ITEMS = ImmutableList.of("hat", "red shoe");

  private static final String FEATURES =
      """
      features { name: "user" categorical { embedding_table: "user" } }
      features {
        name: "price"
        numeric {
          transform: LOG1P mean: 1.5 standard_deviation: 2 missing_indicator: true
          buckets { boundaries: [1, 2.5] embedding_table: "price.buckets" }
        }
      }
      features {
        name: "seen" categorical { embedding_table: "item" multi_valued: true weighted: true }
      }
      features { name: "city" categorical { embedding_table: "city" } }
      embedding_tables { name: "user" rows: 1 width: 3 vocabulary { size: 1 token_type: LONG } }
      embedding_tables { name: "price.buckets" rows: 5 width: 3 }
      embedding_tables { name: "item" rows: 1 width: 2 vocabulary { size: 1 } }
      embedding_tables { name: "city" rows: 6 width: 3 hash_buckets {} }
      tasks { name: "click" tower_units: 4 }
      tasks { name: "buy" tower_units: 4 }
      """;

  static StoredModel of(String architecture) {
    return of(architecture, USERS, ITEMS);
  }

  static StoredModel of(
      String architecture, ImmutableList<String> users, ImmutableList<String> items) {
    ModelSpec spec = ModelSpecs.parse(FEATURES + architecture, "test");
    return new StoredModel(spec, ImmutableMap.of()).with("user", users).with("item", items);
  }

  /** The same with another vocabulary of a table. */
  StoredModel with(String table, ImmutableList<String> tokens) {
    Map<String, ImmutableList<String>> all = new java.util.HashMap<>(vocabularies);
    all.put(table, tokens);
    ModelSpec.Builder changed = spec.toBuilder();
    for (EmbeddingTable.Builder found : changed.getEmbeddingTablesBuilderList()) {
      if (found.getName().equals(table)) {
        found.setRows(tokens.size() + 1);
        found
            .getVocabularyBuilder()
            .setSize(tokens.size() + 1)
            .setSha256(Vocabulary.of(tokens).sha256());
      }
    }
    return new StoredModel(changed.build(), ImmutableMap.copyOf(all));
  }

  /** The same with another spec. */
  StoredModel with(java.util.function.Consumer<ModelSpec.Builder> change) {
    ModelSpec.Builder changed = spec.toBuilder();
    change.accept(changed);
    ModelSpecs.validate(changed.build());
    return new StoredModel(changed.build(), vocabularies);
  }

  /** Writes a run's vocabularies and checkpoint, and returns the checkpoint's directory. */
  Path write(Path run, VariableSession session) {
    try {
      Path directory = Files.createDirectories(run.resolve("vocabularies"));
      for (Map.Entry<String, ImmutableList<String>> vocabulary : vocabularies.entrySet()) {
        Files.write(
            directory.resolve(VocabularyFiles.name(vocabulary.getKey())), vocabulary.getValue());
      }
      Path checkpoint = Files.createDirectories(run.resolve("checkpoints").resolve("best"));
      Files.writeString(checkpoint.resolve("model.textproto"), ModelSpecs.toText(spec));
      session.save(checkpoint.resolve("variables"));
      return checkpoint;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}

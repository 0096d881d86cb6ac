package io.github.ple4j.benchmarks;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tensorflow.proto.NodeDef;

/**
 * The vocabularies in which a SavedModel looks up tokens: a table is initialised from an asset, a
 * token a line.
 */
final class OnnxVocabularies {
  private final Path export;
  private final ImmutableMap<String, NodeDef> graph;

  OnnxVocabularies(Path export, ImmutableMap<String, NodeDef> graph) {
    this.export = export;
    this.graph = graph;
  }

  static boolean isLookUp(NodeDef node) {
    return node.getOp().equals("LookupTableFindV2");
  }

  static boolean isTable(NodeDef node) {
    return node.getOp().equals("HashTableV2");
  }

  /** The tokens in which an operation looks up its input; the place of each is what it finds. */
  List<String> tokens(NodeDef lookUp) throws IOException {
    String table = OnnxOperations.node(lookUp.getInput(0));
    for (NodeDef node : graph.values()) {
      if (node.getOp().equals("InitializeTableFromTextFileV2")
          && OnnxOperations.node(node.getInput(0)).equals(table)) {
        return Files.readAllLines(export.resolve("assets").resolve(file(node.getInput(1))));
      }
    }
    throw new IllegalArgumentException("nothing initialises the table " + table);
  }

  /** The name of the file; a path may come through a switch. */
  private String file(String path) {
    NodeDef node = OnnxModel.require(graph, OnnxOperations.node(path));
    return node.getOp().equals("Const")
        ? node.getAttrOrThrow("value").getTensor().getStringVal(0).toStringUtf8()
        : file(node.getInput(0));
  }
}

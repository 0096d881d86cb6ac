package io.github.ple4j.train;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ImmutableSortedMap;
import io.github.ple4j.graph.FeatureColumns;
import io.github.ple4j.graph.FeatureInputs;
import io.github.ple4j.graph.Gate;
import io.github.ple4j.graph.GraphOps;
import io.github.ple4j.graph.Mode;
import io.github.ple4j.graph.ModelGraph;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.graph.RawFeatures;
import io.github.ple4j.graph.TaskOutput;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TString;

/** A model as it is exported: from raw features to predictions, with nothing of training. */
record ExportGraph(
    RawFeatures raw, ModelGraph model, Saver saver, ImmutableMap<String, Signature> signatures) {

  /** Named tensors to feed and to fetch. */
  record Signature(
      ImmutableMap<String, Operand<?>> inputs, ImmutableMap<String, Operand<?>> outputs) {}

  static ExportGraph build(Graph graph, ModelSpec spec, Set<SignatureKind> kinds) {
    Ops tf = GraphOps.create(graph);
    RawFeatures raw = RawFeatures.build(tf, spec, kinds.contains(SignatureKind.TF_EXAMPLE));
    ModelGraph model =
        ModelGraph.build(graph, spec, raw.encoded(), Mode.INFERENCE, Placement.cpu());
    ImmutableMap.Builder<String, Operand<?>> predictions = ImmutableMap.builder();
    for (TaskOutput output : model.outputs()) {
      predictions.put(output.task(), output.prediction());
    }
    ImmutableMap<String, Operand<?>> outputs = predictions.buildOrThrow();
    ImmutableMap.Builder<String, Signature> signatures = ImmutableMap.builder();
    for (SignatureKind kind : ImmutableSet.copyOf(kinds)) {
      switch (kind) {
        case SERVING_DEFAULT -> signatures.put(kind.key(), new Signature(raw.inputs(), outputs));
        case ENCODED -> signatures.put(kind.key(), new Signature(encoded(spec, raw), outputs));
        case TF_EXAMPLE -> {
          Operand<TString> examples = raw.examples().orElseThrow();
          signatures.put(kind.key(), new Signature(ImmutableMap.of("examples", examples), outputs));
        }
        case GATES -> {
          if (!model.gates().isEmpty()) {
            signatures.put(kind.key(), new Signature(raw.inputs(), gates(model)));
          }
        }
      }
    }
    return new ExportGraph(
        raw, model, Saver.build(tf, model, List.of()), signatures.buildOrThrow());
  }

  /** The files' names of the vocabularies, by embedding table. */
  ImmutableSortedMap<String, Operand<TString>> vocabularyFiles() {
    return raw.vocabularyFiles();
  }

  private static ImmutableMap<String, Operand<?>> gates(ModelGraph model) {
    ImmutableMap.Builder<String, Operand<?>> gates = ImmutableMap.builder();
    for (Gate gate : model.gates()) {
      gates.put(gate.name(), gate.weights());
    }
    return gates.buildOrThrow();
  }

  /**
   * What there is of {@code ids}, {@code floats}, {@code id_weights}, and of each multi-valued
   * feature {@code NAME} and {@code NAME.weights}.
   */
  private static ImmutableMap<String, Operand<?>> encoded(ModelSpec spec, RawFeatures raw) {
    FeatureInputs encoded = raw.encoded();
    FeatureColumns columns = FeatureColumns.of(spec);
    ImmutableMap.Builder<String, Operand<?>> inputs = ImmutableMap.builder();
    if (!columns.singleValued().isEmpty()) {
      inputs.put("ids", encoded.ids());
    }
    if (!columns.numerics().isEmpty()) {
      inputs.put("floats", encoded.numeric());
    }
    encoded.idWeights().ifPresent(weights -> inputs.put("id_weights", weights));
    for (Map.Entry<String, RawFeatures.EncodedBag> bag : raw.encodedBags().entrySet()) {
      inputs.put(bag.getKey(), bag.getValue().ids());
      inputs.put(bag.getKey() + RawFeatures.WEIGHTS, bag.getValue().weights());
    }
    return inputs.buildOrThrow();
  }
}

package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.HashMultimap;
import com.google.common.collect.Maps;
import com.google.common.collect.SetMultimap;
import io.github.ple4j.graph.Placement;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** A step on several devices, which are virtual CPUs here, node by node. */
class ReplicaNodesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "ple cpu:1,cpu:2",
        "ple cpu:1,cpu:2,cpu:3,cpu:4",
        "ple cpu:1,cpu:2,cpu:3,embeddings=cpu:4",
        "single-task cpu:1,cpu:2,cpu:3,embeddings=cpu:4",
        "snr-trans cpu:1,cpu:2,cpu:3,cpu:4,embeddings=cpu:5",
        "routing-network cpu:1,cpu:2",
        "mran cpu:1,cpu:2",
      })
  void everyNodeOfAStepStandsWhereItBelongs(String model, String placement) {
    TrainingSpec.Builder spec = Runs.spec(ShopData.of(200), model, 1, 38); // Adam
    Placement devices = Placement.parse(placement);
    try (TrainingSession session = TrainingSession.open(spec.build(), devices)) {
      GraphDef step =
          GraphTrimming.needed(session.graphDef(), List.of(session.training().update().name()));
      StepNodes nodes = new StepNodes(step, devices);
      assertThat(step.getNodeList())
          .allSatisfy(
              node ->
                  assertThat(nodes.places(node))
                      .as("%s %s is on %s", node.getOp(), node.getName(), node.getDevice())
                      .contains(node.getDevice()));
      for (Placement.Device replica : devices.devices()) {
        int number = devices.devices().indexOf(replica) + 1;
        assertThat(backwardProducts(step, number, replica)).isPositive();
        assertThat(backwardProducts(step, number, replica))
            .isEqualTo(backwardProducts(step, 1, devices.main()));
      }
    }
  }

  /** Where the nodes of a step belong. */
  private static final class StepNodes {
    private static final Pattern REPLICA = Pattern.compile("(gradients/)?replica_([0-9])/.*");

    private final Placement placement;
    private final Map<String, NodeDef> byName;
    private final SetMultimap<String, NodeDef> readers = HashMultimap.create();

    StepNodes(GraphDef step, Placement placement) {
      this.placement = placement;
      this.byName = Maps.uniqueIndex(step.getNodeList(), NodeDef::getName);
      for (NodeDef node : step.getNodeList()) {
        for (String input : node.getInputList()) {
          readers.put(input.replaceAll("^\\^|:[0-9]+$", ""), node);
        }
      }
    }

    /** One device, but for a node that updates of several variables share. */
    Set<String> places(NodeDef node) {
      String name = node.getName();
      if (name.matches("step|batch/handle.*")) {
        return Set.of(device(Placement.host()));
      }
      Optional<String> ofVariable = ofVariable(node);
      if (ofVariable.isPresent()) {
        return Set.of(ofVariable.get());
      }
      if (name.startsWith("joined/lookups/")) {
        return Set.of(device(placement.tables()));
      }
      if (node.getOp().equals("NoOp")) {
        return group(node);
      }
      if (!name.contains("/")) {
        Set<String> updated = ofUpdates(node);
        return updated.isEmpty() ? Set.of(device(placement.main())) : updated;
      }
      Matcher matcher = REPLICA.matcher(name);
      int replica = matcher.matches() ? Integer.parseInt(matcher.group(2)) - 1 : 0;
      Placement.Device own = placement.devices().get(replica);
      boolean lookup = name.matches("(.*/)?(features|embeddings?)/.*");
      return Set.of(device(lookup ? placement.embeddingDevice().orElse(own) : own));
    }

    /** Of a variable, and of what reads or writes it. */
    private Optional<String> ofVariable(NodeDef node) {
      return Stream.concat(
              Stream.of(node), node.getInputList().stream().map(byName::get).filter(n -> n != null))
          .filter(variable -> variable.getOp().equals("VarHandleOp"))
          .map(variable -> variable.getName().contains("embedding/"))
          .map(table -> device(table ? placement.tables() : placement.main()))
          .findFirst();
    }

    /** Where what comes before is. */
    private Set<String> group(NodeDef node) {
      Set<String> places = new HashSet<>();
      for (String before : node.getInputList()) {
        NodeDef update = byName.get(before.substring(1));
        places.addAll(update == null ? Set.of() : places(update));
      }
      return places;
    }

    /** Of the variables that something without a name of its own makes updates of. */
    private Set<String> ofUpdates(NodeDef node) {
      Set<String> places = new HashSet<>();
      for (NodeDef reader : readers.get(node.getName())) {
        if (ofVariable(reader).isPresent()) {
          places.add(ofVariable(reader).get());
        } else if (!reader.getName().contains("/") && !reader.getName().equals("step")) {
          places.addAll(ofUpdates(reader));
        }
      }
      return places;
    }

    private static String device(Placement.Device device) {
      return "/device:CPU:" + device.index();
    }
  }

  private static long backwardProducts(GraphDef step, int replica, Placement.Device device) {
    return step.getNodeList().stream()
        .filter(node -> node.getName().startsWith("gradients/replica_" + replica + "/layers/"))
        .filter(node -> node.getOp().contains("MatMul"))
        .filter(node -> node.getDevice().endsWith("CPU:" + device.index()))
        .count();
  }
}

package io.github.ple4j.graph;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ple4j.graph.ModelSpec.ArchitectureCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Models of random specs against the forward pass in plain Java. */
class ForwardPassTest {
  private static final int SPECS = 30;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ARCHITECTURE_NOT_SET")
  void outputsAndGatesAreThoseOfTheEquations(ArchitectureCase architecture) {
    for (int seed = 0; seed < SPECS; seed++) {
      RandomSpecs random = new RandomSpecs(seed);
      ModelSpec spec = random.spec(architecture);
      String description = "seed " + seed + " of\n" + ModelSpecs.toText(spec);
      try (ModelSession session = ModelSession.of(spec)) {
        VariableValues values = session.randomize(seed);
        for (int rows : List.of(1, 2, 7)) {
          Batch batch = random.batch(spec, rows);
          ReferenceModel.Result expected = ReferenceModel.forward(spec, batch, values);
          // As many variables as the equations read, and no others.
          assertThat(values.names()).as(description).isEqualTo(expected.variables());
          assertSame(session, batch, expected, description);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ARCHITECTURE_NOT_SET")
  void departuresInTrainingAreThoseOfTheEquations(ArchitectureCase architecture) {
    for (int seed = 0; seed < SPECS / 3; seed++) {
      RandomSpecs random = new RandomSpecs(500 + seed);
      ModelSpec spec = random.withDepartures(random.spec(architecture));
      String description = "seed " + seed + " of\n" + ModelSpecs.toText(spec);
      try (ModelSession session = ModelSession.of(spec, Mode.TRAINING, Placement.cpu())) {
        VariableValues values = session.randomize(seed);
        session.setStep(seed);
        Batch batch = random.batch(spec, 5);
        Map<String, float[]> noise = DrawnNoise.of(session, batch);
        ReferenceModel.Result expected =
            ReferenceModel.forward(spec, batch, values, noise, session.step());
        assertSame(session, batch, expected, description);
      }
    }
  }

  private static void assertSame(
      ModelSession session, Batch batch, ReferenceModel.Result expected, String description) {
    ModelGraph model = session.model();
    assertThat(model.outputs())
        .extracting(TaskOutput::task)
        .as(description)
        .containsExactlyElementsOf(
            model.spec().getTasksList().stream().map(TaskSpec::getName).toList());
    assertThat(model.gates())
        .extracting(Gate::name)
        .as(description)
        .containsExactlyInAnyOrderElementsOf(expected.gates().keySet());
    List<Operand<TFloat32>> all = new ArrayList<>(session.heads());
    model.gates().forEach(gate -> all.add(gate.weights()));
    List<float[]> fetched = session.fetch(batch, all);
    int tasks = model.outputs().size();
    for (int k = 0; k < tasks; k++) {
      String task = model.outputs().get(k).task();
      Close.assertClose(fetched.get(k), expected.output(task), 1e-5, task + ", " + description);
    }
    for (int i = 0; i < model.gates().size(); i++) {
      double[][] weights = expected.gates().get(model.gates().get(i).name());
      Close.assertClose(fetched.get(tasks + i), Close.flat(weights), 1e-5, description);
    }
  }
}

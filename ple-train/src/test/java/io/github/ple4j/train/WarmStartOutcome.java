package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.TableRows;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/**
 * A new model after a warm start, beside what it began with and what was trained.
 *
 * @param values by variable, as are the others
 */
record WarmStartOutcome(
    ModelSpec oldSpec,
    ModelSpec spec,
    Map<String, float[]> trained,
    Map<String, float[]> initial,
    Map<String, float[]> values,
    WarmStartReport report) {

  /** Warm-starts a model, random at first, from another one that is stored in a directory. */
  static WarmStartOutcome start(Path directory, StoredModel old, StoredModel fresh) {
    try (VariableSession trained = new VariableSession(old.spec()).randomize(1);
        VariableSession session = new VariableSession(fresh.spec()).randomize(2)) {
      Path checkpoint = old.write(directory.resolve("run"), trained);
      Map<String, float[]> initial = session.values();
      WarmStartReport report =
          WarmStart.apply(
              TrainedModel.read(checkpoint),
              session.model(),
              fresh.vocabularies(),
              session::values,
              session::assign);
      return new WarmStartOutcome(
          old.spec(), fresh.spec(), trained.values(), initial, session.values(), report);
    }
  }

  /** Row of a table, by id, in one of the maps. */
  static float[] row(ModelSpec spec, Map<String, float[]> values, String table, int id) {
    return row(spec, values, "", table, id);
  }

  static float[] row(
      ModelSpec spec, Map<String, float[]> values, String place, String table, int id) {
    int width =
        spec.getEmbeddingTablesList().stream()
            .filter(t -> t.getName().equals(table))
            .mapToInt(t -> t.getWidth())
            .sum();
    int first = Objects.requireNonNull(TableRows.of(spec).get(table)).offset() + id;
    float[] all = Objects.requireNonNull(values.get(place + "embedding/width_" + width + "/table"));
    return Arrays.copyOfRange(all, first * width, (first + 1) * width);
  }

  float[] row(String table, int id) {
    return row(spec, values, table, id);
  }

  float[] initialRow(String table, int id) {
    return row(spec, initial, table, id);
  }

  float[] trainedRow(String table, int id) {
    return row(oldSpec, trained, table, id);
  }

  /** That exactly the dense variables given keep what they had, and the others are trained. */
  void assertDenseInitialized(String... names) {
    assertThat(report.initialized())
        .filteredOn(name -> !name.contains("embedding/"))
        .containsExactlyInAnyOrder(names);
    values.forEach(
        (name, value) -> {
          if (report.initialized().contains(name)) {
            assertThat(value).as(name).isEqualTo(initial.get(name));
          } else if (!name.contains("embedding/")) {
            assertThat(value).as(name).isEqualTo(trained.get(name));
          }
        });
  }
}

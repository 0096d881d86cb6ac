package io.github.ple4j.train;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.hash.Hashing;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.ModelSpecs;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.graph.SpecException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingRunTest {
  private static final ShopData SHOP = ShopData.of(60);

  @TempDir Path run;

  @Test
  void vocabulariesStandBesideTheSpecThatNamesTheirChecksums() throws Exception {
    run(Runs.spec(SHOP, "hard-sharing", 1, 30), SHOP);

    assertThat(run.resolve("vocabularies"))
        .isDirectoryContaining("glob:**/user.txt")
        .isDirectoryContaining("glob:**/seen.txt");
    assertThat(run.resolve("vocabularies").toFile().list()).hasSize(2);
    assertThat(Files.readAllLines(run.resolve("vocabularies/seen.txt")))
        .startsWith("item 100", "item 101")
        .hasSize(7);
    ModelSpec spec = ModelSpecs.parse(Files.readString(run.resolve("model.textproto")), "run");
    byte[] users = Files.readAllBytes(run.resolve("vocabularies/user.txt"));
    assertThat(spec.getEmbeddingTables(0).getVocabulary().getSha256())
        .isEqualTo(Hashing.sha256().hashBytes(users).toString());
  }

  @Test
  void theManifestSaysWhereTheNumbersComeFrom() throws Exception {
    TrainingSpec.Builder spec = Runs.spec(SHOP, "hard-sharing", 2, 30);
    spec.setData(DataSpec.newBuilder().setName("shop").putProvenance("rows", "60"));

    TrainingResult result = run(spec, SHOP);

    JsonNode manifest = manifest();
    assertThat(manifest.get("status").asText()).isEqualTo("done");
    assertThat(manifest.get("arguments")).extracting(JsonNode::asText).containsExactly("a", "b c");
    assertThat(manifest.get("data").get("name").asText()).isEqualTo("shop");
    assertThat(manifest.get("data").get("rows").asText()).isEqualTo("60");
    JsonNode training = manifest.get("training");
    assertThat(training.get("steps").asLong()).isEqualTo(4);
    assertThat(training.get("samples").asLong()).isEqualTo(120);
    assertThat(training.get("parameters").asLong()).isEqualTo(result.parameters());
    assertThat(training.get("seconds").asDouble()).isPositive();
    assertThat(training.get("best_steps").get("click_buy").asLong())
        .isEqualTo(result.bestSteps().get("click_buy"));
    assertThat(manifest.get("training_spec").asText())
        .isEqualTo(TrainingSpecs.toText(spec.build()));
    assertThat(Files.readString(run.resolve("metrics.json"), UTF_8))
        .isEqualTo(RunFiles.metrics(result.evaluations()));
  }

  @Test
  void aRunThatFailsStaysARunningOneWithoutMetrics() throws Exception {
    TrainingSpec.Builder spec = Runs.spec(SHOP, "hard-sharing", 3, 10);
    spec.getOptimizerBuilder().setSgd(Sgd.getDefaultInstance());
    spec.getLearningRateBuilder().setInitial(1e30);

    assertThatExceptionOfType(TrainingException.class).isThrownBy(() -> run(spec, SHOP));

    assertThat(manifest().get("status").asText()).isEqualTo("running");
    assertThat(run.resolve("metrics.json")).doesNotExist();
  }

  @Test
  void aSpecThatIsRefusedLeavesNothing() {
    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(() -> run(Runs.spec(Runs.synthetic(28), "ple", 1, 10), SHOP));

    assertThat(run).isEmptyDirectory();
  }

  private TrainingResult run(TrainingSpec.Builder spec, Dataset data) {
    try (RunDirectory directory = RunDirectory.create(run)) {
      return TrainingRun.run(
              directory,
              spec.build(),
              data,
              Placement.cpu(),
              EnumSet.allOf(SignatureKind.class),
              List.of("a", "b c"),
              new TrainingListener() {})
          .orElseThrow();
    }
  }

  private JsonNode manifest() throws Exception {
    return new ObjectMapper().readTree(Files.readString(run.resolve("manifest.json"), UTF_8));
  }
}

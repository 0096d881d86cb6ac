package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.hash.Hashing;
import com.google.common.primitives.Bytes;
import io.github.ple4j.graph.ModelSpecs;
import io.github.ple4j.graph.Variable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainedModelTest {
  private static final StoredModel STORED = StoredModel.of("hard_sharing { bottom_units: 5 }");

  @TempDir Path temporary;
  private Path checkpoint = Path.of("");

  @BeforeEach
  void writeACheckpoint() {
    try (VariableSession session = new VariableSession(STORED.spec())) {
      checkpoint = STORED.write(temporary.resolve("run"), session);
    }
  }

  @Test
  void readsAnExport() {
    Path export = ShopExport.create(temporary.resolve("shop"));
    TrainedModel model = TrainedModel.read(export);

    assertThat(model.directory()).isEqualTo(export);
    assertThat(model.spec())
        .isEqualTo(ModelDerivation.defaults().derive(ShopData.of(60), "hard-sharing", 1));
    assertThat(model.vocabularies())
        .containsOnlyKeys("user", "seen")
        .containsEntry("user", ShopData.USERS.tokens())
        .containsEntry("seen", ShopData.ITEMS.tokens());
  }

  @Test
  void readsACheckpointWithTheVocabulariesOfItsRun() throws IOException {
    TrainedModel model = TrainedModel.read(checkpoint);

    assertThat(model.spec()).isEqualTo(STORED.spec());
    assertThat(model.vocabularies()).isEqualTo(STORED.vocabularies());
    byte[] files =
        Bytes.concat(
            Files.readAllBytes(checkpoint.resolve("variables.data-00000-of-00001")),
            Files.readAllBytes(checkpoint.resolve("variables.index")));
    assertThat(model.sha256()).isEqualTo(Hashing.sha256().hashBytes(files).toString());
  }

  @Test
  void readsTheValuesOfVariables() {
    Path random;
    try (VariableSession session = new VariableSession(STORED.spec()).randomize(5)) {
      random = STORED.write(temporary.resolve("random"), session);
      try (TrainedVariables variables = TrainedModel.read(random).open()) {
        for (Variable variable : session.model().variables()) {
          assertThat(variables.values(variables.find(variable.name()).orElseThrow()))
              .isEqualTo(session.values(variable));
        }
        assertThat(variables.find("nothing")).isEmpty();
      }
    }
    assertThat(TrainedModel.read(random).sha256())
        .isNotEqualTo(TrainedModel.read(checkpoint).sha256());
  }

  @Test
  void refusesWhatIsNoDirectory() throws IOException {
    Path absent = temporary.resolve("absent");
    assertRefused(
        absent,
        absent
            + ": expected an export or a checkpoint, found no such directory;"
            + " name a directory such as runs/NAME/export/1");
    Path file = Files.writeString(temporary.resolve("file"), "");
    assertRefused(file, file + ": expected an export or a checkpoint, found a file; name");
  }

  @Test
  void refusesADirectoryOfNeither() {
    assertRefused(
        temporary,
        temporary
            + ": expected an export or a checkpoint, found neither saved_model.pb nor"
            + " variables.index in it; name a directory such as runs/NAME/export/1");
  }

  @Test
  void suggestsTheNewestVersion() throws IOException {
    Path run = temporary.resolve("versions");
    Path base = run.resolve("export");
    for (String name : new String[] {"9", "10", "12", "x"}) {
      Files.createDirectories(base.resolve(name));
    }
    for (String name : new String[] {"9", "10", "x"}) {
      Files.writeString(base.resolve(name).resolve("saved_model.pb"), "");
    }
    assertRefused(
        base,
        base
            + ": expected an export or a checkpoint, found a directory of versions; name "
            + base.resolve("10"));
    assertRefused(
        run, run + ": expected an export or a checkpoint, found a run; name " + base.resolve("10"));
  }

  @Test
  void refusesACheckpointWithoutASpec() throws IOException {
    Path spec = checkpoint.resolve("model.textproto");
    Files.delete(spec);
    assertRefused(
        checkpoint,
        checkpoint
            + ": expected an export or a checkpoint, found none with its model's spec, "
            + spec
            + "; name");
    Files.writeString(spec, "hard_sharing { bottom: 1 }");
    assertRefused(checkpoint, spec + ": expected a model spec, found: ");
  }

  @Test
  void refusesDamagedVariables() throws IOException {
    Path data = checkpoint.resolve("variables.data-00000-of-00001");
    byte[] bytes = Files.readAllBytes(data);
    bytes[bytes.length / 2] ^= 1;
    Files.write(data, bytes);
    String expected = checkpoint + ": expected whole variables, as its model.textproto says, found";
    assertRefused(checkpoint, expected);
    Files.write(data, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    assertRefused(checkpoint, expected);
    Files.delete(data);
    assertRefused(checkpoint, expected);
    Files.writeString(checkpoint.resolve("variables.index"), "no index");
    assertRefused(checkpoint, expected);
  }

  @Test
  void refusesVariablesOfAnotherSpec() throws IOException {
    Path spec = checkpoint.resolve("model.textproto");
    Files.writeString(
        spec, ModelSpecs.toText(StoredModel.of("mmoe { experts: 2 expert_units: 5 }").spec()));
    assertRefused(checkpoint, checkpoint + ": expected whole variables");

    StoredModel narrow = StoredModel.of("hard_sharing { bottom_units: 4 }");
    Files.writeString(spec, ModelSpecs.toText(narrow.spec()));
    try (TrainedVariables variables = TrainedModel.read(checkpoint).open()) {
      Variable weights = variables.find("shared/bottom/layer_1/weights").orElseThrow();
      assertThatExceptionOfType(RunException.class)
          .isThrownBy(() -> variables.values(weights))
          .withMessageContaining("shared/bottom/layer_1/weights of shape [13, 5], not [13, 4]");
    }
  }

  @Test
  void refusesACutVocabulary() throws IOException {
    Path vocabulary = temporary.resolve("run/vocabularies/item.txt");
    Files.writeString(vocabulary, "hat\n");
    assertRefused(checkpoint, vocabulary + ": expected a vocabulary of sha256");
    Files.delete(vocabulary);
    assertRefused(
        checkpoint, vocabulary + ": expected the vocabulary of table item, found no file");
  }

  private static void assertRefused(Path directory, String message) {
    assertThatExceptionOfType(RunException.class)
        .isThrownBy(() -> TrainedModel.read(directory))
        .satisfies(e -> assertThat(e.getMessage()).startsWith(message).hasLineCount(1));
  }
}

package io.github.ple4j.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ple4j.serve.PredictorException.Category;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.types.TFloat32;

class BrokenModelTest {
  private static final String VARIABLES = "variables/variables.data-00000-of-00001";

  @TempDir Path directory;

  @Test
  void thereIsNoDirectory() {
    Path nowhere = directory.resolve("nowhere");
    assertRefused(nowhere, Category.NOT_FOUND, "no such directory");
  }

  @Test
  void itIsAFile() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertRefused(file, Category.NOT_FOUND, "not a directory");
  }

  @Test
  void itHoldsNoSavedModel() {
    assertRefused(Category.NOT_FOUND, "no SavedModel: saved_model.pb is missing");
  }

  @Test
  void itIsABaseDirectoryOfVersions() {
    TestModels.echo(directory.resolve("3"));
    assertRefused(
        Category.NOT_FOUND, "no SavedModel: saved_model.pb is missing (there is one in its 3)");
  }

  @Test
  void theGraphIsEmpty() throws IOException {
    TestModels.ranking(directory);
    cut("saved_model.pb", 0);
    assertRefused(Category.INVALID_MODEL, "saved_model.pb is empty or cut: no graph in it");
  }

  @Test
  void theGraphIsCut() throws IOException {
    TestModels.ranking(directory);
    cut("saved_model.pb", (int) Files.size(directory.resolve("saved_model.pb")) / 2);
    assertRefused(Category.INVALID_MODEL, "saved_model.pb is cut, or not that of a SavedModel");
  }

  @Test
  void theGraphIsSomethingElse() throws IOException {
    Files.writeString(directory.resolve("saved_model.pb"), "<html>not found</html>", UTF_8);
    assertRefused(Category.INVALID_MODEL, "saved_model.pb is cut, or not that of a SavedModel");
  }

  @Test
  void noGraphIsForServing() {
    try (TestModel model = TestModels.rankingModel()) {
      model.tag("train").write(directory);
    }
    assertRefused(
        Category.INVALID_MODEL, "no graph with the tag \"serve\"; the graphs' tags are [train]");
  }

  @Test
  void theVariablesAreMissing() throws IOException {
    TestModels.ranking(directory);
    Files.delete(directory.resolve("variables/variables.index"));
    assertRefused(Category.INVALID_MODEL, "variables/variables.index is missing");
  }

  @Test
  void theVariablesHaveAnIndexAlone() throws IOException {
    TestModels.ranking(directory);
    Files.delete(directory.resolve(VARIABLES));
    assertNotLoaded("No such file or directory");
  }

  @Test
  void theVariablesAreCut() throws IOException {
    TestModels.ranking(directory);
    cut(VARIABLES, 5);
    assertNotLoaded("Read less bytes than requested");
  }

  @Test
  void theIndexOfVariablesIsCut() throws IOException {
    TestModels.ranking(directory);
    cut("variables/variables.index", 40);
    assertNotLoaded("file is too short to be an sstable");
  }

  @Test
  void theVariablesAreThoseOfAnotherModel() throws IOException {
    TestModels.ranking(directory.resolve("one"));
    Path another = directory.resolve("another");
    try (TestModel model = new TestModel()) {
      Operand<TFloat32> x = model.placeholder(TFloat32.class, Shape.of(-1));
      Operand<TFloat32> bias = model.variable("bias", Shape.scalar(), 5);
      model
          .input("serving_default", "x", x)
          .output("serving_default", "y", model.tf().math.mul(x, bias))
          .write(another);
    }
    for (String file : new String[] {"variables/variables.index", VARIABLES}) {
      Files.copy(
          directory.resolve("one").resolve(file),
          another.resolve(file),
          StandardCopyOption.REPLACE_EXISTING);
    }
    assertThatThrownBy(() -> Predictor.open(another))
        .isInstanceOf(PredictorException.class)
        .hasMessageStartingWith(another + ": TensorFlow cannot load it: ")
        .hasMessageContaining("bias");
  }

  @Test
  void anAssetIsMissing() throws IOException {
    TestModels.ranking(directory);
    Files.delete(directory.resolve("assets/education.txt"));
    assertRefused(Category.INVALID_MODEL, "the asset assets/education.txt is missing");
  }

  @Test
  void anAssetIsCut() throws IOException {
    TestModels.ranking(directory);
    cut("assets/education.txt", "Bachelors\nHS-grad\n".length());
    assertNotLoaded("assets/education.txt: expected 3 but got 2");
  }

  @Test
  void aSignatureNamesATensorThatIsNotThere() {
    try (TestModel model = TestModels.rankingModel()) {
      model
          .signature("ids")
          .putOutputs(
              "logits",
              TensorInfo.newBuilder().setName("gone:0").setDtype(DataType.DT_FLOAT).build());
      model.write(directory);
    }
    assertRefused(
        Category.INVALID_MODEL,
        "signature \"ids\": output \"logits\" is gone:0, which is not in the graph");
  }

  private void cut(String name, int length) throws IOException {
    Path file = directory.resolve(name);
    byte[] content = Files.readAllBytes(file);
    assertThat(content).hasSizeGreaterThan(length);
    Files.write(file, Arrays.copyOf(content, length));
  }

  private void assertRefused(Category category, String problem) {
    assertRefused(directory, category, problem);
  }

  private static void assertRefused(Path model, Category category, String problem) {
    assertThatThrownBy(() -> Predictor.open(model))
        .isInstanceOfSatisfying(
            PredictorException.class, e -> assertThat(e.category()).isEqualTo(category))
        .hasMessage(model + ": " + problem);
  }

  private void assertNotLoaded(String reason) {
    assertThatThrownBy(() -> Predictor.open(directory))
        .isInstanceOfSatisfying(
            PredictorException.class,
            e -> assertThat(e.category()).isEqualTo(Category.INVALID_MODEL))
        .hasMessageStartingWith(directory + ": TensorFlow cannot load it: ")
        .hasMessageContaining(reason)
        .message()
        .doesNotContain("\n", "{{node", "root error");
  }
}

package io.github.ple4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.ple4j.graph.ModelSpec.ArchitectureCase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelSpecsTest {
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ARCHITECTURE_NOT_SET")
  void aSpecWrittenAsTextIsReadBackEqual(ArchitectureCase architecture) {
    for (int seed = 0; seed < 50; seed++) {
      ModelSpec spec = new RandomSpecs(seed).spec(architecture);
      assertThat(ModelSpecs.parse(ModelSpecs.toText(spec), "test")).isEqualTo(spec);
    }
  }

  @Test
  void numbersKeepEveryDigit() {
    ModelSpec.Builder spec = ModelSpecs.parse(Specs.ple(), "test").toBuilder();
    spec.getFeaturesBuilder(0).getNumericBuilder().setMean(0.1 + 0.2);
    spec.getFeaturesBuilder(1).getNumericBuilder().setStandardDeviation(1e-30);
    spec.setInitializationSeed(-1);
    String text = ModelSpecs.toText(spec.build());
    assertThat(text).contains("initialization_seed: 18446744073709551615");
    assertThat(ModelSpecs.parse(text, "test")).isEqualTo(spec.build());
  }

  @Test
  void textIsReadableInAnyLanguage() {
    ModelSpec.Builder spec = ModelSpecs.parse(Specs.ple(), "test").toBuilder();
    spec.getFeaturesBuilder(0).setName("Größe 城市 \"quoted\"");
    String text = ModelSpecs.toText(spec.build());
    assertThat(text).contains("Größe 城市 \\\"quoted\\\"");
    assertThat(ModelSpecs.parse(text, "test")).isEqualTo(spec.build());
  }

  @Test
  void aSyntaxErrorNamesSourceLineAndColumn() {
    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(() -> ModelSpecs.parse("tasks {\n  nam: \"click\"\n}\n", "model.textproto"))
        .withMessageStartingWith("model.textproto:2:3: ")
        .withMessageContaining("nam");
    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(() -> ModelSpecs.parse("activation: ROUND", "model.textproto"))
        .withMessageStartingWith("model.textproto:1:")
        .withMessageContaining("ROUND");
    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(() -> ModelSpecs.parse("tasks {", "model.textproto"))
        .withMessageStartingWith("model.textproto:1:");
  }

  @Test
  void twoArchitecturesAreASyntaxError() {
    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(() -> ModelSpecs.parse(Specs.ple() + "hard_sharing {}", "model.textproto"))
        .withMessageStartingWith("model.textproto:")
        .withMessageContaining("hard_sharing");
  }

  @Test
  void textIsValidatedAsItIsRead() {
    assertThatExceptionOfType(SpecException.class)
        .isThrownBy(() -> ModelSpecs.parse(Specs.NUMERICS + Specs.TWO_TASKS, "test"))
        .withMessageContaining("architecture: ");
  }
}

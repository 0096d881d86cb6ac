package io.github.ple4j.datasets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.hash.Hashing;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VocabularyTest {

  @Test
  void idsAreCountedFromOneInTheOrderOfTokens() {
    Vocabulary vocabulary = Vocabulary.of(List.of("blue", "red", ""));
    assertThat(vocabulary.size()).isEqualTo(4);
    assertThat(vocabulary.id("blue")).isEqualTo(1);
    assertThat(vocabulary.id("red")).isEqualTo(2);
    assertThat(vocabulary.id("")).isEqualTo(3);
    assertThat(vocabulary.token(2)).isEqualTo("red");
  }

  @Test
  void unseenTokenIsOutOfVocabulary() {
    assertThat(Vocabulary.of(List.of("blue")).id("Blue")).isZero();
    assertThat(Vocabulary.of(List.of()).id("blue")).isZero();
  }

  @Test
  void idZeroHasNoToken() {
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> Vocabulary.of(List.of("blue")).token(0));
  }

  @Test
  void everyTokenOfALargeVocabularyIsFound() {
    List<String> tokens = IntStream.range(0, 100_000).mapToObj(i -> "t" + i).toList();
    Vocabulary vocabulary = Vocabulary.of(tokens);
    for (int id = 1; id < vocabulary.size(); id++) {
      assertThat(vocabulary.id(tokens.get(id - 1))).isEqualTo(id);
    }
  }

  @Test
  void tokensOfEqualHashAreTold() {
    assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
    Vocabulary vocabulary = Vocabulary.of(List.of("Aa", "BB"));
    assertThat(vocabulary.id("Aa")).isEqualTo(1);
    assertThat(vocabulary.id("BB")).isEqualTo(2);
  }

  @Test
  void duplicateTokenIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Vocabulary.of(List.of("blue", "red", "blue")))
        .withMessage("duplicate token in a vocabulary: blue");
  }

  @Test
  void tokenWithALineEndIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Vocabulary.of(List.of("blue", "re\nd")))
        .withMessageStartingWith("token 1 of a vocabulary has a line end");
  }

  @Test
  void checksumIsThatOfTheVocabularyFile() {
    assertThat(Vocabulary.of(List.of("blue", "grün")).sha256())
        .isEqualTo(Hashing.sha256().hashString("blue\ngrün\n", UTF_8).toString());
  }
}

package io.github.ple4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.datasets.Encoding.HashEncoding;
import io.github.ple4j.datasets.Feature.Categorical;
import io.github.ple4j.datasets.Feature.Numeric;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SchemaTest {

  private static final Numeric AGE = new Numeric("age", true, false, false);
  private static final Categorical SHOP =
      new Categorical("shop", false, false, new HashEncoding(10));
  private static final Categorical TAGS = new Categorical("tags", true, true, new HashEncoding(10));
  private static final Label CLICK = new Label("click", Label.Kind.BINARY, Optional.empty());

  @Test
  void featuresAreGroupedByKindInTheirOrder() {
    Numeric price = new Numeric("price", false, true, true);
    Schema schema = schema(ImmutableList.of(TAGS, AGE, SHOP, price), ImmutableList.of(CLICK));

    assertThat(schema.numerics()).containsExactly(AGE, price);
    assertThat(schema.singleValued()).containsExactly(SHOP);
    assertThat(schema.multiValued()).containsExactly(TAGS);
  }

  @Test
  void duplicateFeatureIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> schema(ImmutableList.of(AGE, SHOP, AGE), ImmutableList.of(CLICK)))
        .withMessage("duplicate feature: age");
  }

  @Test
  void labelNamedLikeAFeatureIsRefused() {
    Label age = new Label("age", Label.Kind.REGRESSION, Optional.empty());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> schema(ImmutableList.of(AGE), ImmutableList.of(CLICK, age)))
        .withMessage("label's name is already taken: age");
  }

  @Test
  void schemaWithoutFeaturesOrLabelsIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> schema(ImmutableList.of(), ImmutableList.of(CLICK)))
        .withMessage("a schema needs at least one feature");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> schema(ImmutableList.of(AGE), ImmutableList.of()))
        .withMessage("a schema needs at least one label");
  }

  @Test
  void blankNameIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Numeric(" ", false, false, false))
        .withMessage("name of a feature must not be blank");
  }

  private static Schema schema(ImmutableList<Feature> features, ImmutableList<Label> labels) {
    return new Schema(features, labels, false, false);
  }
}

package io.github.ple4j.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.datasets.Encoding.HashEncoding;
import io.github.ple4j.datasets.Feature.Categorical;
import io.github.ple4j.datasets.Feature.Numeric;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BatchTest {

  private static final HashEncoding ENCODING = new HashEncoding(10);
  private static final ImmutableList<Label> LABELS =
      ImmutableList.of(new Label("click", Label.Kind.BINARY, Optional.empty()));

  @Test
  void arraysHaveRoomForTheCapacity() {
    Batch batch = new Batch(schema(true), 5);
    assertThat(batch.size()).isZero();
    assertThat(batch.numeric()).hasSize(5);
    assertThat(batch.ids()).hasSize(10);
    assertThat(batch.idWeights()).hasSize(10).containsOnly(1f);
    assertThat(batch.bag(0).offsets()).hasSize(6);
    assertThat(batch.label(0)).hasSize(5);
    assertThat(batch.mask(0)).hasSize(5).containsOnly(1f);
    assertThat(batch.sampleWeight()).hasSize(5).containsOnly(1f);
    assertThat(batch.groupId()).hasSize(5);
  }

  @Test
  void weightsAndGroupsThatTheSchemaLacksTakeNoRoom() {
    Batch batch = new Batch(schema(false), 5);
    assertThat(batch.idWeights()).isEmpty();
    assertThat(batch.groupId()).isEmpty();
  }

  @Test
  void sizeBeyondTheCapacityIsRefused() {
    Batch batch = new Batch(schema(false), 5);
    batch.resize(5);
    assertThat(batch.size()).isEqualTo(5);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> batch.resize(6))
        .withMessage("size must be in [0, 5]: 6");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Batch(schema(false), 0))
        .withMessage("capacity must be positive: 0");
  }

  @Test
  void bagGrowsAndIsReusable() {
    Bag bag = new Batch(schema(false), 3).bag(0);
    for (int round = 0; round < 2; round++) {
      bag.clear();
      for (int i = 0; i < 100; i++) {
        bag.add(i, 0.5f);
      }
      bag.endRow();
      bag.endRow();
      bag.add(7, 2f);
      bag.endRow();
      assertThat(bag.rows()).isEqualTo(3);
      assertThat(bag.values()).isEqualTo(101);
      assertThat(bag.offsets()).containsExactly(0, 100, 100, 101);
      assertThat(Arrays.copyOf(bag.ids(), 101)).contains(0, 99).endsWith(7);
      assertThat(bag.weights()[100]).isEqualTo(2f);
    }
  }

  @Test
  void bagRefusesMoreRowsThanTheBatchHolds() {
    Bag bag = new Batch(schema(false), 1).bag(0);
    bag.endRow();
    assertThatIllegalStateException()
        .isThrownBy(bag::endRow)
        .withMessage("bag holds at most 1 rows");
  }

  private static Schema schema(boolean weightsAndGroups) {
    return new Schema(
        ImmutableList.of(
            new Numeric("age", false, false, false),
            new Categorical("shop", false, weightsAndGroups, ENCODING),
            new Categorical("tags", true, true, ENCODING),
            new Categorical("brand", false, false, ENCODING)),
        LABELS,
        weightsAndGroups,
        weightsAndGroups);
  }
}

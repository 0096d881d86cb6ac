package io.github.ple4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** How features become the input representation, number by number. */
class RepresentationTest {
  private static final Offset<Double> TOLERANCE = within(1e-6);
  private static final String HEAD = "tasks { name: \"y\" kind: REGRESSION } hard_sharing {}";

  /** What a head without layers before it reads of one row: the gradient of its weights. */
  private static double[] x(ModelSession session, Batch row) {
    return new OutputGradients(session, session.heads(), "task/y/head/weights"::equals)
        .run(row, List.of(new float[] {1}))
        .values()
        .iterator()
        .next();
  }

  private static Batch row(float[] numeric, int[] ids, float[] weights, Batch.Bag... bags) {
    return new Batch(
        new float[][] {numeric},
        new int[][] {ids},
        new float[][] {weights},
        ImmutableList.copyOf(bags));
  }

  private static Batch.Bag bag(int[] ids, float... weights) {
    return new Batch.Bag(new int[][] {ids}, new float[][] {weights});
  }

  private static float[] ones(int n) {
    float[] ones = new float[n];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** Row r of a table of width 2 is 10 r and 10 r + 1. */
  private static VariableValues rowNumbers(ModelSession session) {
    VariableValues values = session.randomize(1);
    for (EmbeddingLookup lookup : session.model().lookups()) {
      int width = (int) lookup.table().shape().get(1);
      double[] table = new double[(int) lookup.table().shape().size()];
      Arrays.setAll(table, i -> Math.addExact(10 * (i / width), i % width));
      values = values.with(lookup.table().name(), table);
    }
    session.assign(values);
    return values;
  }

  @Test
  void numbersAreTransformedAndStandardised() {
    String spec =
        """
        features { name: "plain" numeric { mean: 3 standard_deviation: 2 } }
        features { name: "log" numeric { transform: LOG1P mean: 0.5 standard_deviation: 0.25 } }
        """;
    try (ModelSession session = ModelSession.of(spec + HEAD).initialized()) {
      float e1 = (float) (Math.E - 1); // log(1 + e1) = 1
      assertThat(x(session, Batch.ofNumerics(new float[] {7, e1})))
          .containsExactly(new double[] {2, 2}, TOLERANCE);
      assertThat(x(session, Batch.ofNumerics(new float[] {0, -e1})))
          .containsExactly(new double[] {-1.5, -6}, TOLERANCE);
      assertThat(x(session, Batch.ofNumerics(new float[] {3, 0})))
          .containsExactly(new double[] {0, -2}, TOLERANCE);
    }
  }

  @Test
  void missingNumbersAreZeroAndIndicated() {
    String spec =
        """
        features { name: "a" numeric { mean: 3 standard_deviation: 2 missing_indicator: true } }
        features { name: "b" numeric { mean: 1 standard_deviation: 1 } }
        features {
          name: "c"
          numeric { transform: LOG1P mean: 9 standard_deviation: 1 missing_indicator: true }
        }
        """;
    try (ModelSession session = ModelSession.of(spec + HEAD).initialized()) {
      float nan = Float.NaN;
      assertThat(x(session, Batch.ofNumerics(new float[] {nan, nan, nan})))
          .containsExactly(0, 0, 0, 1, 1);
      assertThat(x(session, Batch.ofNumerics(new float[] {5, 2, nan})))
          .containsExactly(1, 1, 0, 0, 1);
      assertThat(x(session, Batch.ofNumerics(new float[] {nan, 2, 0})))
          .containsExactly(0, 1, -9, 1, 0);
    }
  }

  @Test
  void aValueIsInTheBucketOfTheBoundariesAtOrBelowIt() {
    String spec =
        """
        features {
          name: "a"
          numeric {
            standard_deviation: 1
            buckets { embedding_table: "t" boundaries: -1 boundaries: 0.5 boundaries: 2 }
          }
        }
        embedding_tables { name: "t" rows: 6 width: 1 }
        """;
    try (ModelSession session = ModelSession.of(spec + HEAD)) {
      rowNumbers(session);
      float[] values = {Float.NaN, 0f, -0f, -2, -1, -0.5f, 0.499f, 0.5f, 1.999f, 2, 1e30f};
      int[] buckets = {0, 1, 1, 2, 3, 3, 3, 4, 4, 5, 5};
      for (int i = 0; i < values.length; i++) {
        double[] x = x(session, Batch.ofNumerics(new float[] {values[i]}));
        assertThat(x[1]).as("bucket of %s", values[i]).isEqualTo(10.0 * buckets[i]);
      }
    }
  }

  @Test
  void bucketsWithoutBoundariesTellMissingZeroAndOther() {
    String spec =
        """
        features {
          name: "a" numeric { standard_deviation: 1 buckets { embedding_table: "t" } }
        }
        embedding_tables { name: "t" rows: 3 width: 1 }
        """;
    try (ModelSession session = ModelSession.of(spec + HEAD)) {
      rowNumbers(session);
      assertThat(x(session, Batch.ofNumerics(new float[] {Float.NaN}))[1]).isEqualTo(0);
      assertThat(x(session, Batch.ofNumerics(new float[] {0}))[1]).isEqualTo(10);
      assertThat(x(session, Batch.ofNumerics(new float[] {-5}))[1]).isEqualTo(20);
    }
  }

  @Test
  void anIdOutOfRangeIsTheFirstOfItsOwnTable() {
    String spec =
        """
        features { name: "a" categorical { embedding_table: "s" } }
        features { name: "b" categorical { embedding_table: "t" } }
        embedding_tables { name: "s" rows: 3 width: 2 }
        embedding_tables { name: "t" rows: 4 width: 2 }
        """;
    try (ModelSession session = ModelSession.of(spec + HEAD)) {
      rowNumbers(session);
      assertThat(x(session, row(new float[0], new int[] {2, 3}, ones(2))))
          .containsExactly(20, 21, 60, 61);
      for (int id : new int[] {-1, 4, 5, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
        assertThat(x(session, row(new float[0], new int[] {1, id}, ones(2))))
            .as("id %s", id)
            .containsExactly(10, 11, 30, 31);
      }
      assertThat(x(session, row(new float[0], new int[] {3, 0}, ones(2))))
          .containsExactly(0, 1, 30, 31);
    }
  }

  @Test
  void aWeightScalesItsSingleValue() {
    String spec =
        """
        features { name: "a" categorical { embedding_table: "t" weighted: true } }
        features { name: "b" categorical { embedding_table: "t" } }
        embedding_tables { name: "t" rows: 3 width: 2 }
        """;
    try (ModelSession session = ModelSession.of(spec + HEAD)) {
      rowNumbers(session);
      assertThat(x(session, row(new float[0], new int[] {2, 1}, new float[] {0.5f, 1})))
          .containsExactly(10, 10.5, 10, 11);
    }
  }

  @Test
  void bagsArePooledByTheirWeights() {
    String spec =
        """
        features {
          name: "mean"
          categorical { embedding_table: "t" multi_valued: true weighted: true pooling: MEAN }
        }
        features {
          name: "sum"
          categorical { embedding_table: "t" multi_valued: true weighted: true pooling: SUM }
        }
        features {
          name: "sqrtn"
          categorical { embedding_table: "t" multi_valued: true weighted: true pooling: SQRTN }
        }
        embedding_tables { name: "t" rows: 3 width: 2 }
        """;
    try (ModelSession session = ModelSession.of(spec + HEAD)) {
      rowNumbers(session);
      // 3 (10, 11) + 4 (20, 21) = (110, 117)
      Batch.Bag bag = bag(new int[] {1, 2}, 3, 4);
      assertThat(x(session, row(new float[0], new int[0], new float[0], bag, bag, bag)))
          .containsExactly(
              new double[] {110 / 7.0, 117 / 7.0, 110, 117, 110 / 5.0, 117 / 5.0}, within(1e-5));
      Batch.Bag empty = bag(new int[0]);
      assertThat(x(session, row(new float[0], new int[0], new float[0], empty, empty, empty)))
          .containsOnly(0);
      Batch.Bag padding = bag(new int[] {1, 2}, 0, 0);
      assertThat(x(session, row(new float[0], new int[0], new float[0], padding, padding, padding)))
          .containsOnly(0);
    }
  }

  @Test
  void theRepresentationIsInTheDocumentedOrder() {
    String spec =
        """
        features { name: "bag" categorical { embedding_table: "narrow" multi_valued: true } }
        features { name: "wide" categorical { embedding_table: "wide" } }
        features {
          name: "number"
          numeric {
            standard_deviation: 1 missing_indicator: true buckets { embedding_table: "buckets" }
          }
        }
        features { name: "narrow" categorical { embedding_table: "narrow" } }
        features { name: "second number" numeric { standard_deviation: 1 } }
        embedding_tables { name: "wide" rows: 2 width: 3 }
        embedding_tables { name: "narrow" rows: 2 width: 2 }
        embedding_tables { name: "buckets" rows: 3 width: 2 }
        """;
    try (ModelSession session = ModelSession.of(spec + HEAD)) {
      rowNumbers(session);
      Batch row = row(new float[] {7, 8}, new int[] {1, 0}, ones(2), bag(new int[] {1}, 1));
      assertThat(x(session, row))
          .containsExactly(
              7, 8, /* missing */ 0, /* narrow */ 0, 1, /* bucket */ 40, 41, 10, 11, 10, 11, 12);
    }
  }

  @Test
  void anIdIsGatheredOnceHoweverManyFieldsAndRowsReadIt() {
    try (ModelSession session =
        ModelSession.of(Specs.embedded("hard_sharing { bottom_units: 2 }")).initialized()) {
      Batch one =
          row(new float[3], new int[] {4}, ones(1), bag(new int[] {4, 4, 2, -7}, 1, 1, 1, 1));
      EmbeddingLookup lookup = session.model().lookups().get(0);
      assertThat(session.model().lookups()).hasSize(1);
      assertThat(lookup.table().name()).isEqualTo("embedding/width_3/table");
      assertThat(session.fetch(one.rows(0, 0), lookup.rows())).hasSize(3 * 3);
    }
  }
}

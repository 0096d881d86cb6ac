package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HistogramTest {

  private static Histogram of(boolean skewed, float... values) {
    Arrays.sort(values);
    return Histogram.of(values, values.length, skewed);
  }

  private static float[] upTo(int most) {
    float[] values = new float[most + 1];
    for (int i = 0; i <= most; i++) {
      values[i] = i;
    }
    return values;
  }

  @Test
  void fewWholeNumbersHaveABinEach() {
    Histogram histogram = of(false, 3, 1, 3, 0);

    assertThat(histogram.counts()).containsExactly(1L, 1L, 0L, 2L);
    assertThat(histogram.from()).isEqualTo(0);
    assertThat(histogram.to()).isEqualTo(4);
    assertThat(histogram.logarithmic()).isFalse();
  }

  @Test
  void manyWholeNumbersHaveBinsOfEquallyManyOfThem() {
    Histogram histogram = of(false, upTo(91));

    assertThat(histogram.counts()).hasSize(23).containsOnly(4L);
    assertThat(histogram.edge(13)).isEqualTo(52);
  }

  @Test
  void skewedNumbersHaveLogarithmicBins() {
    Histogram histogram = of(true, 0, 1, 10, 1000.5f);

    assertThat(histogram.logarithmic()).isTrue();
    assertThat(histogram.edge(0)).isEqualTo(0);
    assertThat(histogram.edge(Histogram.BINS)).isCloseTo(1000.5, within(1e-6));
    assertThat(histogram.edge(Histogram.BINS / 2)).isCloseTo(Math.sqrt(1001.5) - 1, within(1e-6));
    assertThat(histogram.counts()).contains(1L, 0L).doesNotContain(2L);
  }

  @Test
  void aFarMaximumMakesBinsLogarithmicWithoutAHint() {
    float[] values = new float[100];
    values[0] = 5000;

    assertThat(of(false, values).logarithmic()).isTrue();
    assertThat(of(false, -1, 1, 5000).logarithmic()).isFalse();
    assertThat(of(true, upTo(27)).logarithmic()).isFalse();
  }

  @Test
  void oneValueHasOneBinAroundIt() {
    assertThat(of(true, 0.25f, 0.25f).counts()).containsExactly(2L);
    assertThat(of(false, 0.25f).edge(0)).isEqualTo(-0.25);
    assertThat(of(false, 7, 7).edge(1)).isEqualTo(8);
  }

  @Test
  void everyValueIsInABin() {
    float[] values = {-0.1f, 0.7f, 0.1f, 33.3f, 33.3f};

    assertThat(of(false, values).counts().stream().mapToLong(Long::longValue).sum()).isEqualTo(5);
  }
}

package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * The numeric part of the representation: standardised values, then indicators of missing ones.
 *
 * @param columns {@code [B, n]} each
 */
record NumericColumns(ImmutableList<Operand<TFloat32>> columns) {

  NumericColumns(Ops tf, ModelSpec spec, Operand<TFloat32> raw) {
    this(columns(tf, FeatureColumns.of(spec).numerics(), raw));
  }

  private static ImmutableList<Operand<TFloat32>> columns(
      Ops tf, List<FeatureSpec> features, Operand<TFloat32> raw) {
    if (features.isEmpty()) {
      return ImmutableList.of();
    }
    List<NumericFeature> numerics = features.stream().map(FeatureSpec::getNumeric).toList();
    Operand<TBool> missing = tf.math.isNan(raw); // [B, numerics]
    ImmutableList.Builder<Operand<TFloat32>> columns = ImmutableList.builder();
    columns.add(standardised(tf, numerics, raw, missing));
    int[] indicators =
        IntStream.range(0, numerics.size())
            .filter(i -> numerics.get(i).getMissingIndicator())
            .toArray();
    if (indicators.length > 0) {
      Operand<TFloat32> all = tf.dtypes.cast(missing, TFloat32.class);
      columns.add(tf.gather(all, tf.constant(indicators), tf.constant(1))); // [B, indicators]
    }
    return columns.build();
  }

  private static Operand<TFloat32> standardised(
      Ops tf, List<NumericFeature> numerics, Operand<TFloat32> raw, Operand<TBool> missing) {
    int n = numerics.size();
    boolean[] logarithmic = new boolean[n];
    float[] mean = new float[n];
    float[] standardDeviation = new float[n];
    boolean any = false;
    for (int i = 0; i < n; i++) {
      logarithmic[i] = numerics.get(i).getTransform() == NumericFeature.Transform.LOG1P;
      any |= logarithmic[i];
      mean[i] = (float) numerics.get(i).getMean();
      standardDeviation[i] = (float) numerics.get(i).getStandardDeviation();
    }
    Operand<TFloat32> transformed = raw;
    if (any) {
      Operand<TFloat32> log =
          tf.math.mul(tf.math.sign(raw), tf.math.log1p(tf.math.abs(raw))); // [B, numerics]
      transformed = tf.select(tf.constant(logarithmic), log, raw);
    }
    Operand<TFloat32> values =
        tf.math.div(tf.math.sub(transformed, tf.constant(mean)), tf.constant(standardDeviation));
    return tf.select(missing, tf.constant(0f), values); // [B, numerics]
  }
}

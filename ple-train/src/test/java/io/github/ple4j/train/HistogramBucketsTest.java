package io.github.ple4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.EagerSession;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.HistogramProto;
import org.tensorflow.proto.Summary;

class HistogramBucketsTest {

  @Test
  void areThoseOfTensorFlow() throws InvalidProtocolBufferException {
    Random random = new Random(1);
    float[] values = new float[10_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(40) - 15));
    }

    assertEqualTensorFlows(values);
  }

  @Test
  void limitsAreOnTheSideOfTensorFlow() throws InvalidProtocolBufferException {
    assertEqualTensorFlows(0, -0f, 0);
    assertEqualTensorFlows(1e-12f, -1e-12f, 1e-13f, -1e-13f, Float.MIN_NORMAL, -Float.MIN_NORMAL);
    assertEqualTensorFlows(1e20f, -1e20f, Float.MAX_VALUE, -Float.MAX_VALUE);
    assertEqualTensorFlows(1, 1, 1);
  }

  @Test
  void valuesThatAreNotFiniteAreLeftOut() {
    assertThat(
            HistogramBuckets.count(
                new float[] {Float.NaN, 2, Float.POSITIVE_INFINITY, -1, Float.NEGATIVE_INFINITY}))
        .isEqualTo(HistogramBuckets.count(new float[] {2, -1}));
  }

  @Test
  void noValuesAreOneEmptyBucket() {
    HistogramProto none = HistogramBuckets.count(new float[] {Float.NaN});

    assertThat(none.getNum()).isZero();
    assertThat(none.getMin()).isZero();
    assertThat(none.getMax()).isZero();
    assertThat(none.getBucketList()).containsExactly(0.);
    assertThat(none.getBucketLimitList()).containsExactly(Double.MAX_VALUE);
  }

  private static void assertEqualTensorFlows(float... values)
      throws InvalidProtocolBufferException {
    HistogramProto ours = HistogramBuckets.count(values);
    HistogramProto theirs = tensorFlows(values);
    assertThat(ours.getBucketLimitList()).isEqualTo(theirs.getBucketLimitList());
    assertThat(ours.getBucketList()).isEqualTo(theirs.getBucketList());
    assertThat(ours.getNum()).isEqualTo(theirs.getNum());
    assertThat(ours.getMin()).isEqualTo(theirs.getMin());
    assertThat(ours.getMax()).isEqualTo(theirs.getMax());
    assertThat(ours.getSum()).isEqualTo(theirs.getSum());
    assertThat(ours.getSumSquares()).isEqualTo(theirs.getSumSquares());
  }

  private static HistogramProto tensorFlows(float[] values) throws InvalidProtocolBufferException {
    try (EagerSession session = EagerSession.create()) {
      Ops tf = Ops.create(session);
      byte[] summary =
          tf.summary
              .histogramSummary(tf.constant("values"), tf.constant(values))
              .summary()
              .asTensor()
              .asBytes()
              .getObject();
      return Summary.parseFrom(summary).getValue(0).getHisto();
    }
  }
}

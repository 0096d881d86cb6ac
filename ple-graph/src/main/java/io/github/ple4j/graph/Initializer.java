package io.github.ple4j.graph;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Constant;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Initial values. A random one is a function of (seed, variable name) alone, and so of no order.
 */
sealed interface Initializer {

  /** The initial value of a variable. */
  Operand<TFloat32> value(Ops tf, Shape shape, long seed, String name);

  /** Uniform in +-sqrt(6 / fan-in), for layers followed by a rectifier. He et al. 2015. */
  record HeUniform() implements Initializer {
    @Override
    public Operand<TFloat32> value(Ops tf, Shape shape, long seed, String name) {
      return uniform(tf, shape, Math.sqrt(6.0 / shape.get(0)), seed, name);
    }
  }

  /** Uniform in +-sqrt(6 / (fan-in + fan-out)), for heads and gates. Glorot and Bengio 2010. */
  record GlorotUniform() implements Initializer {
    @Override
    public Operand<TFloat32> value(Ops tf, Shape shape, long seed, String name) {
      return uniform(tf, shape, Math.sqrt(6.0 / (shape.get(0) + shape.get(1))), seed, name);
    }
  }

  /** Normal with mean 0. */
  record Normal(double standardDeviation) implements Initializer {
    @Override
    public Operand<TFloat32> value(Ops tf, Shape shape, long seed, String name) {
      Operand<TFloat32> standard =
          tf.random.statelessRandomNormal(tf.constant(shape), seeds(tf, seed, name));
      return tf.math.mul(standard, tf.constant((float) standardDeviation));
    }
  }

  /** The same number everywhere. */
  record Fill(double number) implements Initializer {
    @Override
    public Operand<TFloat32> value(Ops tf, Shape shape, long seed, String name) {
      return tf.fill(tf.constant(shape), tf.constant((float) number));
    }
  }

  /** Of {@code [N, N]} or {@code [N, N, n]}: one number where the first two indices are equal. */
  record OwnAndOthers(double own, double others) implements Initializer {
    @Override
    public Operand<TFloat32> value(Ops tf, Shape shape, long seed, String name) {
      int size = Math.toIntExact(shape.get(0));
      int channels = Math.toIntExact(shape.size() / size / size);
      float[] values = new float[size * size * channels];
      for (int i = 0; i < values.length; i++) {
        int cell = i / channels;
        values[i] = (float) (cell / size == cell % size ? own : others);
      }
      return tf.constant(shape, DataBuffers.of(values));
    }
  }

  /** Of {@code [L]}: the last has its share of 1, and the others have equal shares of the rest. */
  record LastAndOthers(double last) implements Initializer {
    @Override
    public Operand<TFloat32> value(Ops tf, Shape shape, long seed, String name) {
      float[] values = new float[Math.toIntExact(shape.size())];
      Arrays.fill(values, (float) ((1 - last) / Math.max(1, values.length - 1)));
      values[values.length - 1] = (float) last;
      return tf.constant(shape, DataBuffers.of(values));
    }
  }

  private static Operand<TFloat32> uniform(
      Ops tf, Shape shape, double limit, long seed, String name) {
    Operand<TFloat32> unit =
        tf.random.statelessRandomUniform(tf.constant(shape), seeds(tf, seed, name));
    Operand<TFloat32> scaled = tf.math.mul(unit, tf.constant((float) (2 * limit)));
    return tf.math.sub(scaled, tf.constant((float) limit));
  }

  /** A number for a place in the model: that of its noise. */
  static long seed(long seed, String place) {
    return Hashing.murmur3_128()
        .newHasher()
        .putLong(seed)
        .putString(place, StandardCharsets.UTF_8)
        .putString("noise", StandardCharsets.UTF_8)
        .hash()
        .asLong();
  }

  private static Constant<TInt64> seeds(Ops tf, long seed, String name) {
    HashCode hash =
        Hashing.murmur3_128()
            .newHasher()
            .putLong(seed)
            .putString(name, StandardCharsets.UTF_8)
            .hash();
    ByteBuffer bytes = ByteBuffer.wrap(hash.asBytes());
    return tf.constant(new long[] {bytes.getLong(), bytes.getLong()});
  }
}

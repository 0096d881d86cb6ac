package io.github.ple4j.graph;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * Raw features parsed from serialized {@code tf.Example}s. A feature that an example lacks is
 * missing: NaN, the empty string, an unknown long, no values; the weight of a single value is then
 * 1. The values of a multi-valued feature without weights all weigh 1.
 */
final class ExampleFeatures {
  private final Operand<TString> serialized;
  private final ImmutableMap<String, Operand<? extends TType>> values;

  private ExampleFeatures(
      Operand<TString> serialized, ImmutableMap<String, Operand<? extends TType>> values) {
    this.serialized = serialized;
    this.values = values;
  }

  /** A feature of an example: [n] padded to the longest of the batch, or a scalar. */
  private record Dense(String name, Operand<? extends TType> missing, boolean padded) {}

  static ExampleFeatures parse(Ops tf, ModelSpec spec) {
    List<Dense> features = new ArrayList<>();
    List<FeatureSpec> unweightedBags = new ArrayList<>();
    for (FeatureSpec feature : spec.getFeaturesList()) {
      if (feature.hasNumeric()) {
        features.add(new Dense(feature.getName(), tf.constant(Float.NaN), false));
        continue;
      }
      boolean multiValued = feature.getCategorical().getMultiValued();
      Operand<? extends TType> missing =
          RawType.of(spec, feature) == RawType.STRING
              ? tf.constant("")
              : tf.constant(RawFeatures.MISSING_LONG);
      features.add(new Dense(feature.getName(), missing, multiValued));
      if (feature.getCategorical().getWeighted()) {
        features.add(
            new Dense(
                feature.getName() + RawFeatures.WEIGHTS,
                tf.constant(multiValued ? 0f : 1f),
                multiValued));
      } else if (multiValued) {
        unweightedBags.add(feature);
      }
    }

    Operand<TString> serialized =
        tf.withName("serialized").placeholder(TString.class, Placeholder.shape(Shape.of(-1)));
    List<? extends Operand<?>> parsed = parse(tf, serialized, features);
    ImmutableMap.Builder<String, Operand<? extends TType>> values = ImmutableMap.builder();
    for (int i = 0; i < features.size(); i++) {
      Operand<?> value = parsed.get(i);
      values.put(features.get(i).name(), value);
      String name = features.get(i).name();
      for (FeatureSpec bag : unweightedBags) {
        if (bag.getName().equals(name)) {
          values.put(name + RawFeatures.WEIGHTS, presence(tf, value, features.get(i).missing()));
        }
      }
    }
    return new ExampleFeatures(serialized, values.buildOrThrow());
  }

  Operand<TString> serialized() {
    return serialized;
  }

  @SuppressWarnings("unchecked") // parsed as the type that the spec says
  <T extends TType> Operand<T> value(String name, Class<T> type) {
    Operand<? extends TType> value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no feature " + name + " of " + type.getSimpleName());
    }
    return (Operand<T>) value;
  }

  private static List<? extends Operand<?>> parse(
      Ops tf, Operand<TString> serialized, List<Dense> features) {
    String[] keys = features.stream().map(Dense::name).toArray(String[]::new);
    List<Operand<?>> defaults = new ArrayList<>();
    List<Shape> shapes = new ArrayList<>();
    for (Dense feature : features) {
      defaults.add(feature.missing());
      shapes.add(feature.padded() ? Shape.of(-1) : Shape.scalar());
    }
    Operand<TString> none = tf.constant(NdArrays.ofObjects(String.class, Shape.of(0)));
    return tf.io
        .parseExample(
            serialized,
            none,
            none,
            tf.constant(NdArrays.vectorOfObjects(keys)),
            none,
            defaults,
            0L,
            List.of(),
            List.of(),
            List.of(),
            shapes)
        .denseValues();
  }

  /** 1 where a value is, 0 where there is padding. */
  @SuppressWarnings("unchecked") // both are of the feature's type
  private static Operand<TFloat32> presence(
      Ops tf, Operand<?> value, Operand<? extends TType> missing) {
    Operand<TType> values = (Operand<TType>) value;
    return tf.dtypes.cast(tf.math.notEqual(values, (Operand<TType>) missing), TFloat32.class);
  }
}

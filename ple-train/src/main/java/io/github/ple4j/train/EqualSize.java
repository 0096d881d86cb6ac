package io.github.ple4j.train;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.github.ple4j.graph.ModelSize;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.Mran;
import io.github.ple4j.graph.Sluice;
import io.github.ple4j.graph.SpecException;
import java.util.List;

/**
 * Architectures scaled to the size of single-task: every width between the representation and the
 * towers is multiplied by one number, so that the dense parameters are within 2 % of those of
 * single-task's default on the same features and tasks. Embeddings are not counted.
 */
public final class EqualSize {
  /** The largest relative difference. */
  public static final double TOLERANCE = 0.02;

  private static final int STEPS = 24;

  private EqualSize() {}

  /**
   * The spec with other widths.
   *
   * @param spec a valid spec
   * @throws SpecException if no widths give that size
   */
  public static ModelSpec of(ModelSpec spec) {
    ModelSpec.Builder single = spec.toBuilder().clearGates(); // of which it has none
    DefaultModels.setArchitecture(single, "single-task");
    long target = ModelSize.of(single.build()).denseParameters();
    double low = 1.0 / 64;
    double high = 64;
    ModelSpec best = spec;
    long found = ModelSize.of(spec).denseParameters();
    for (int i = 0; i < STEPS && Math.abs(found - target) > TOLERANCE / 8 * target; i++) {
      double middle = Math.sqrt(low * high);
      ModelSpec scaled = scaled(spec, middle);
      long size = ModelSize.of(scaled).denseParameters();
      if (Math.abs(size - target) < Math.abs(found - target)) {
        best = scaled;
        found = size;
      }
      if (size < target) {
        low = middle;
      } else {
        high = middle;
      }
    }
    if (Math.abs(found - target) > TOLERANCE * target) {
      throw new SpecException(
          DefaultModels.name(spec),
          "expected widths that give the "
              + target
              + " parameters of single-task, within 2 %; the nearest are "
              + found);
    }
    return best;
  }

  private static ModelSpec scaled(ModelSpec spec, double factor) {
    FieldDescriptor architecture =
        spec.getOneofFieldDescriptor(ModelSpec.getDescriptor().getOneofs().get(0));
    Message scaled = scaled((Message) spec.getField(architecture), factor);
    return spec.toBuilder().setField(architecture, scaled).build();
  }

  /** Every field of widths, whose names end in units, here and in what is within. */
  private static Message scaled(Message message, double factor) {
    Message.Builder builder = message.toBuilder();
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              boolean widths = field.getName().endsWith("units");
              if (!widths && field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
                return;
              }
              int count = field.isRepeated() ? message.getRepeatedFieldCount(field) : 1;
              for (int i = 0; i < count; i++) {
                Object old = field.isRepeated() ? ((List<?>) value).get(i) : value;
                Object now =
                    widths
                        ? (Object) width((Integer) old * factor, multiple(message))
                        : scaled((Message) old, factor);
                if (field.isRepeated()) {
                  builder.setRepeatedField(field, i, now);
                } else {
                  builder.setField(field, now);
                }
              }
            });
    return builder.build();
  }

  private static int multiple(Message message) {
    if (message instanceof Sluice sluice) {
      return sluice.getSubspaces();
    }
    return message instanceof Mran mran ? mran.getHeads() : 1;
  }

  private static int width(double units, int multiple) {
    return multiple * (int) Math.max(1, Math.round(units / multiple));
  }
}

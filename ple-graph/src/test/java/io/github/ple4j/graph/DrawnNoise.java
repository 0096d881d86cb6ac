package io.github.ple4j.graph;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** The noise that the places of a model draw at a session's step. */
final class DrawnNoise {
  private static final String END = "/noise/uniform";

  private DrawnNoise() {}

  /** By place; logistic or Gumbel noise where the place makes that of its uniform noise. */
  static Map<String, float[]> of(ModelSession session, Batch batch) {
    Map<String, float[]> noise = new HashMap<>();
    for (Iterator<GraphOperation> all = session.model().graph().operations(); all.hasNext(); ) {
      GraphOperation uniform = all.next();
      if (uniform.name().endsWith(END)) {
        String place = uniform.name().substring(0, uniform.name().length() - END.length());
        noise.put(place, session.fetch(batch, drawn(session, place, uniform)));
      }
    }
    return noise;
  }

  private static Operand<TFloat32> drawn(
      ModelSession session, String place, GraphOperation uniform) {
    for (String distribution : new String[] {"logistic", "gumbel"}) {
      GraphOperation made = session.model().graph().operation(place + "/noise/" + distribution);
      if (made != null) {
        return made.output(0);
      }
    }
    return uniform.output(0);
  }
}

package io.github.ple4j.graph;

import com.google.protobuf.TextFormat;
import com.google.protobuf.TextFormat.Parser.SingularOverwritePolicy;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reading, writing and checking of {@link ModelSpec}s. */
public final class ModelSpecs {
  // A field given twice, or two architectures, is a mistake, not an override.
  private static final TextFormat.Parser PARSER =
      TextFormat.Parser.newBuilder()
          .setSingularOverwritePolicy(SingularOverwritePolicy.FORBID_SINGULAR_OVERWRITES)
          .build();

  private static final Pattern POSITION = Pattern.compile("^[0-9]+:[0-9]+: ");
  private static final Pattern UNKNOWN_FIELD =
      Pattern.compile("Input contains unknown fields and/or extensions:\\s+[0-9:]+\\s+(\\S+)");

  private ModelSpecs() {}

  /**
   * Reads a spec in protobuf text format and checks it.
   *
   * @param source name of where the text came from, for error messages
   * @throws SpecException if the text is no spec, with line and column, or the spec is not valid
   */
  public static ModelSpec parse(String text, String source) {
    ModelSpec.Builder spec = ModelSpec.newBuilder();
    try {
      PARSER.merge(text, spec);
    } catch (TextFormat.ParseException e) {
      throw new SpecException(source + ":" + e.getLine() + ":" + e.getColumn(), problem(e));
    }
    ModelSpec result = spec.build();
    validate(result);
    return result;
  }

  /** The spec in protobuf text format; {@link #parse} gives an equal spec back. */
  public static String toText(ModelSpec spec) {
    return TextFormat.printer().escapingNonAscii(false).printToString(spec);
  }

  /**
   * Checks that a graph can be built from the spec.
   *
   * @throws SpecException naming the path of the first offending field
   */
  public static void validate(ModelSpec spec) {
    new SpecValidation(spec).run();
  }

  /** d, the width of the input representation x of a valid spec. */
  public static int inputWidth(ModelSpec spec) {
    Map<String, Integer> widths = new HashMap<>();
    spec.getEmbeddingTablesList().forEach(t -> widths.put(t.getName(), t.getWidth()));
    int width = 0;
    for (FeatureSpec feature : spec.getFeaturesList()) {
      NumericFeature numeric = feature.getNumeric();
      width += feature.hasNumeric() ? 1 : 0;
      width += numeric.getMissingIndicator() ? 1 : 0;
      width += widths.getOrDefault(numeric.getBuckets().getEmbeddingTable(), 0);
      width += widths.getOrDefault(feature.getCategorical().getEmbeddingTable(), 0);
    }
    return width;
  }

  /** What the tasks of a valid spec share, as far as a loss of theirs has a gradient of it. */
  public static Sharing sharing(ModelSpec spec) {
    if (spec.getTasksCount() < 2 || spec.hasSingleTask()) {
      return Sharing.NOTHING;
    }
    Sharing sharing = Architecture.of(spec).sharing();
    boolean embeddings = spec.getEmbeddingTablesCount() > 0;
    return sharing == Sharing.NOTHING && embeddings ? Sharing.PARAMETERS : sharing;
  }

  /** The exception's text in one line, without the position, which the caller tells. */
  private static String problem(TextFormat.ParseException e) {
    String message = POSITION.matcher(String.valueOf(e.getMessage())).replaceFirst("");
    Matcher unknown = UNKNOWN_FIELD.matcher(message);
    return unknown.find() ? "unknown field " + unknown.group(1) : message;
  }
}

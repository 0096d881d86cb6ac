package io.github.ple4j.serve;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.github.ple4j.serve.PredictorException.Category;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a request names by model, version and signature, looked up with the errors that TensorFlow
 * Serving has, for all protocols.
 */
public final class Servables {
  private Servables() {}

  /** {@link Models#lease}, whose errors are TensorFlow Serving's already. */
  public static ModelLease lease(Models models, String model, VersionChoice choice) {
    return models.lease(model, choice);
  }

  /**
   * A signature of a version, by the name in the request; an empty one is {@value
   * Predictor#DEFAULT_SIGNATURE}.
   *
   * @throws ServingException {@code INVALID_ARGUMENT} if there is none, {@code UNIMPLEMENTED} if
   *     its tensors are not of this server's types
   */
  public static Signature signature(ModelLease lease, String name) {
    String key = name.isEmpty() ? Predictor.DEFAULT_SIGNATURE : name;
    Signature signature = lease.signatures().get(key);
    if (signature == null) {
      if (lease.signatureDefs().containsKey(key)) {
        throw new ServingException(
            StatusCode.UNIMPLEMENTED,
            "Serving signature name: \""
                + key
                + "\" has inputs or outputs other than dense tensors of "
                + ColumnType.names());
      }
      throw ServingException.invalid(
          "Serving signature name: \"" + key + "\" not found in signature def");
    }
    return signature;
  }

  /**
   * What became of the versions of a model: one version, or all if the choice is the newest.
   *
   * @throws ServingException {@code NOT_FOUND} if there are none, {@code INVALID_ARGUMENT} if there
   *     is no such label
   */
  public static ImmutableList<VersionStatus> status(
      Models models, String model, VersionChoice choice) {
    ImmutableList<VersionStatus> all;
    try {
      all = models.status(model);
    } catch (PredictorException e) {
      if (e.category() != Category.NOT_FOUND) {
        throw e;
      }
      all = ImmutableList.of();
    }
    if (all.isEmpty() && !(choice instanceof VersionChoice.Numbered)) {
      throw new ServingException(
          StatusCode.NOT_FOUND, "Could not find any versions of model " + model);
    }
    if (choice instanceof VersionChoice.Newest) {
      return all;
    }
    long version =
        choice instanceof VersionChoice.Labelled labelled
            ? checkLabel(models, model, labelled.label())
            : ((VersionChoice.Numbered) choice).version();
    return all.stream()
        .filter(status -> status.version() == version)
        .findFirst()
        .map(ImmutableList::of)
        .orElseThrow(
            () ->
                new ServingException(
                    StatusCode.NOT_FOUND,
                    "Could not find version " + version + " of model " + model));
  }

  /**
   * The outputs that a request wants, all of them if none is named.
   *
   * @throws ServingException {@code INVALID_ARGUMENT} if the signature lacks one, or one is named
   *     twice
   */
  public static ImmutableSet<String> outputs(Signature signature, Iterable<String> wanted) {
    Set<String> outputs = new LinkedHashSet<>();
    for (String output : wanted) {
      if (!signature.outputs().containsKey(output)) {
        throw ServingException.invalid(
            "output tensor alias not found in signature: "
                + output
                + " Outputs expected to be in the set {"
                + String.join(",", signature.outputs().keySet())
                + "}.");
      }
      if (!outputs.add(output)) {
        throw ServingException.invalid("duplicate output tensor alias: " + output);
      }
    }
    return ImmutableSet.copyOf(outputs);
  }

  private static Optional<ModelConfiguration> configuration(Models models, String model) {
    return models.configuration().models().stream()
        .filter(configured -> configured.name().equals(model))
        .findFirst();
  }

  private static long checkLabel(Models models, String model, String label) {
    return configuration(models, model)
        .map(configured -> configured.labels().get(label))
        .orElseThrow(
            () -> ServingException.invalid("Unrecognized servable version label: " + label));
  }
}

package io.github.ple4j.serve;

import io.github.ple4j.serve.PredictorException.Category;
import java.util.Optional;

/**
 * What became of a version.
 *
 * @param version its number
 * @param state where it is
 * @param error why it could not be loaded, or not loaded again if it is available; empty if all is
 *     well
 * @param message what the error says; empty if all is well
 */
public record VersionStatus(
    long version, VersionState state, Optional<Category> error, String message) {}

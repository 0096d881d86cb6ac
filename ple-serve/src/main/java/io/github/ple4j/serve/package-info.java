/** Predictions from any SavedModel, and the start of the commands that use TensorFlow. */
@NullMarked
package io.github.ple4j.serve;

import org.jspecify.annotations.NullMarked;

/** Measurements of PLE4J, and the command that runs them. */
@NullMarked
package io.github.ple4j.benchmarks;

import org.jspecify.annotations.NullMarked;

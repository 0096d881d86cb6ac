/**
 * Experiments: systems trained on data with seeds and settings that a text file declares, finished
 * runs that are kept, and pages that show them.
 */
@NullMarked
package io.github.ple4j.benchmarks.experiment;

import org.jspecify.annotations.NullMarked;

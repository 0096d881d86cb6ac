/**
 * Training of multi-task ranking models: joint loss, optimisers, metrics, and the files of a run.
 */
@NullMarked
package io.github.ple4j.train;

import org.jspecify.annotations.NullMarked;

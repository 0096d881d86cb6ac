/** Multi-task ranking models as TensorFlow graphs. */
@NullMarked
package io.github.ple4j.graph;

import org.jspecify.annotations.NullMarked;

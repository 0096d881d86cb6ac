/** The command {@code ple}. */
@NullMarked
package io.github.ple4j.train.cli;

import org.jspecify.annotations.NullMarked;

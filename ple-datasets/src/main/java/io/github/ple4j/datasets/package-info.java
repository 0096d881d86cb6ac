/** Data sets for multi-task ranking: schemas, vocabularies, splits and batches of flat arrays. */
@NullMarked
package io.github.ple4j.datasets;

import org.jspecify.annotations.NullMarked;

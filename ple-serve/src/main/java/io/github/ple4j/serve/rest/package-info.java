/** Predictions over HTTP: TensorFlow Serving's REST interface, and KServe's version 2. */
@NullMarked
package io.github.ple4j.serve.rest;

import org.jspecify.annotations.NullMarked;

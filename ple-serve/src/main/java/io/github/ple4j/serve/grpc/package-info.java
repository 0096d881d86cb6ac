/** Models over gRPC, as TensorFlow Serving offers them. */
@NullMarked
package io.github.ple4j.serve.grpc;

import org.jspecify.annotations.NullMarked;

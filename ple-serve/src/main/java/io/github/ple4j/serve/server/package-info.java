/** The command {@code ple-serve}: a server of REST and gRPC with metrics and a status page. */
@NullMarked
package io.github.ple4j.serve.server;

import org.jspecify.annotations.NullMarked;

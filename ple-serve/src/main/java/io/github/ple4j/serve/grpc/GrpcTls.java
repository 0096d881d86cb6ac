package io.github.ple4j.serve.grpc;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Files, in PEM, by which a server proves who it is. They are read when the server starts.
 *
 * @param certificates the server's certificate, and those that lead to its root
 * @param key the certificate's key, in PKCS#8, without a password
 * @param clientAuthorities if given, callers have to show a certificate that one of these signed
 */
public record GrpcTls(Path certificates, Path key, Optional<Path> clientAuthorities) {
  /** For callers of any kind. */
  public static GrpcTls of(Path certificates, Path key) {
    return new GrpcTls(certificates, key, Optional.empty());
  }
}

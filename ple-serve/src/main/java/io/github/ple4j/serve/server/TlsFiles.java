package io.github.ple4j.serve.server;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.github.ple4j.serve.grpc.GrpcTls;
import io.github.ple4j.serve.rest.RestTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The files by which the server proves who it is, there while it starts. */
final class TlsFiles implements AutoCloseable {
  private final Optional<GrpcTls> files;
  private final Optional<Path> own; // a directory that only this user can read

  private TlsFiles(Optional<GrpcTls> files, Optional<Path> own) {
    this.files = files;
    this.own = own;
  }

  static TlsFiles none() {
    return new TlsFiles(Optional.empty(), Optional.empty());
  }

  static TlsFiles of(Path certificates, Path key) {
    for (Path file : new Path[] {certificates, key}) {
      if (!Files.isReadable(file) || Files.isDirectory(file)) {
        throw new ServeException(file + ": no such file that can be read");
      }
    }
    return new TlsFiles(Optional.of(GrpcTls.of(certificates, key)), Optional.empty());
  }

  /** TensorFlow Serving's file, which has the texts in it. */
  static TlsFiles read(Path file) {
    SslConfigs.SSLConfig.Builder read = SslConfigs.SSLConfig.newBuilder();
    TextFormatFile.read(file, read);
    if (read.getServerKey().isEmpty() || read.getServerCert().isEmpty()) {
      throw new ServeException(file + ": expected server_key and server_cert");
    }
    if (read.getClientVerify() && read.getCustomCa().isEmpty()) {
      throw new ServeException(file + ": expected custom_ca with client_verify");
    }
    Optional<Path> begun = Optional.empty();
    try {
      Path own = Files.createTempDirectory("ple-serve");
      begun = Optional.of(own);
      GrpcTls tls =
          new GrpcTls(
              Files.writeString(own.resolve("certificates.pem"), read.getServerCert()),
              Files.writeString(own.resolve("key.pem"), read.getServerKey()),
              read.getClientVerify()
                  ? Optional.of(Files.writeString(own.resolve("ca.pem"), read.getCustomCa()))
                  : Optional.empty());
      return new TlsFiles(Optional.of(tls), Optional.of(own));
    } catch (IOException e) {
      new TlsFiles(Optional.empty(), begun).close();
      throw new ServeException(file + ": cannot be unpacked: " + e.getMessage(), e);
    }
  }

  Optional<GrpcTls> grpc() {
    return files;
  }

  /** REST does not ask for certificates of clients. */
  Optional<RestTls> rest() {
    return files.map(tls -> new RestTls(tls.certificates(), tls.key()));
  }

  boolean asksClients() {
    return files.flatMap(GrpcTls::clientAuthorities).isPresent();
  }

  @Override
  public void close() {
    own.ifPresent(
        directory -> {
          try {
            MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
          } catch (IOException e) {
            System.err.println(directory + ": cannot be deleted: " + e.getMessage());
          }
        });
  }
}

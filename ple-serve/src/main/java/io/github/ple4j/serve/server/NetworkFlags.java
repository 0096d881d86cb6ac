package io.github.ple4j.serve.server;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.serve.grpc.GrpcListener;
import io.github.ple4j.serve.grpc.GrpcOptions;
import io.github.ple4j.serve.rest.RestLimits;
import io.github.ple4j.serve.rest.RestListener;
import io.github.ple4j.serve.rest.RestOptions;
import io.github.ple4j.serve.rest.RestPages;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the server listens, to whom, and how much of it one may take. */
final class NetworkFlags {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8500",
      converter = PortParser.class,
      description = "Of gRPC; 0: no gRPC; auto: one that is free. ${DEFAULT-VALUE} if not given.")
  OptionalInt port;

  @Option(
      names = "--rest_api_port",
      paramLabel = "PORT",
      defaultValue = "8501",
      converter = PortParser.class,
      description =
          "Of REST, metrics and the status page; 0: none of them; auto: one that is free."
              + " ${DEFAULT-VALUE} if not given.")
  OptionalInt restApiPort;

  @Option(
      names = "--bind_address",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "Where to listen: 0.0.0.0 is all of this machine's addresses. ${DEFAULT-VALUE}, this"
              + " machine alone, if not given.")
  String bindAddress;

  @Option(
      names = "--rest_api_timeout_in_ms",
      paramLabel = "MS",
      defaultValue = "30000",
      description = "Time for a REST request; ${DEFAULT-VALUE} if not given.")
  int restApiTimeoutInMs;

  @Option(
      names = "--rest_api_num_threads",
      paramLabel = "N",
      defaultValue = "200",
      description =
          "Threads that answer REST requests, 8 or more; one that waits for its batch holds one."
              + " ${DEFAULT-VALUE} if not given.")
  int restApiNumThreads;

  @Option(
      names = "--grpc_max_calls",
      paramLabel = "N",
      defaultValue = "1000",
      description = "gRPC calls at a time; ${DEFAULT-VALUE} if not given.")
  int grpcMaxCalls;

  @Option(
      names = "--max_body_bytes",
      paramLabel = "BYTES",
      defaultValue = "67108864",
      description = "Of a request, REST or gRPC; ${DEFAULT-VALUE} if not given.")
  int maxBodyBytes;

  @Option(
      names = "--max_rows",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Rows of a REST request; ${DEFAULT-VALUE} if not given.")
  int maxRows;

  @Option(
      names = "--max_nesting",
      paramLabel = "N",
      defaultValue = "100",
      description = "Depth of a REST request's JSON, 1 to 250; ${DEFAULT-VALUE} if not given.")
  int maxNesting;

  @Option(
      names = "--max_connections",
      paramLabel = "N",
      defaultValue = "1000",
      description = "REST connections at a time; ${DEFAULT-VALUE} if not given.")
  int maxConnections;

  @Option(
      names = "--tls_certificate",
      paramLabel = "FILE",
      description = "The server's certificates in PEM, its own first; with --tls_key.")
  @Nullable Path tlsCertificate;

  @Option(
      names = "--tls_key",
      paramLabel = "FILE",
      description = "The private key in PEM, unencrypted PKCS #8.")
  @Nullable Path tlsKey;

  @Option(
      names = "--ssl_config_file",
      paramLabel = "FILE",
      description =
          "The same in TensorFlow Serving's way, in text format: server_key and server_cert with"
              + " the texts themselves, custom_ca and client_verify for gRPC.")
  @Nullable Path sslConfigFile;

  @Option(
      names = "--bearer_token_file",
      paramLabel = "FILE",
      description =
          "A file with a token, which requests have to bring as Authorization: Bearer TOKEN;"
              + " health and the status page itself do not.")
  @Nullable Path bearerTokenFile;

  @Option(
      names = "--allow_reload_config",
      paramLabel = "true|false",
      arity = "0..1",
      fallbackValue = "true",
      description =
          "Whether gRPC's HandleReloadConfigRequest may change which models are served. If not"
              + " given: if the server listens to this machine alone or asks for a token.")
  @Nullable Boolean allowReloadConfig;

  /** Checks what no type says. */
  void check() {
    if (port.isEmpty() && restApiPort.isEmpty()) {
      throw wrong("expected a port other than 0 in --port or --rest_api_port");
    }
    if (port.isPresent() && port.equals(restApiPort) && port.getAsInt() != 0) {
      throw wrong(
          "expected two ports, found " + port.getAsInt() + " in --port and --rest_api_port");
    }
    if ((tlsCertificate == null) != (tlsKey == null)) {
      throw wrong(
          "expected --tls_certificate and --tls_key, found "
              + (tlsKey == null ? "the certificate" : "the key")
              + " alone");
    }
    if (sslConfigFile != null && tlsKey != null) {
      throw wrong("expected --ssl_config_file or --tls_certificate and --tls_key, found all");
    }
    checkRange("--rest_api_timeout_in_ms", restApiTimeoutInMs, 1, Integer.MAX_VALUE);
    checkRange(
        "--rest_api_num_threads",
        restApiNumThreads,
        RestOptions.MINIMUM_THREADS,
        Integer.MAX_VALUE);
    checkRange("--max_body_bytes", maxBodyBytes, 1, Integer.MAX_VALUE);
    checkRange("--max_rows", maxRows, 1, Integer.MAX_VALUE);
    checkRange("--max_nesting", maxNesting, 1, RestLimits.DEEPEST);
    checkRange("--max_connections", maxConnections, 1, Integer.MAX_VALUE);
    checkRange("--grpc_max_calls", grpcMaxCalls, 1, Integer.MAX_VALUE);
  }

  private void checkRange(String flag, int value, int least, int most) {
    if (value < least || value > most) {
      throw wrong(flag + ": expected " + least + " to " + most + ", found " + value);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  InetAddress address() {
    try {
      return InetAddress.getByName(bindAddress);
    } catch (UnknownHostException e) {
      throw new ServeException("--bind_address: no such address: " + bindAddress, e);
    }
  }

  boolean isReconfigurable() {
    Boolean given = allowReloadConfig;
    return given != null ? given : bearerTokenFile != null || address().isLoopbackAddress();
  }

  boolean isTls() {
    return tlsCertificate != null || sslConfigFile != null;
  }

  TlsFiles tls() {
    Path file = sslConfigFile;
    if (file != null) {
      TlsFiles files = TlsFiles.read(file);
      if (files.asksClients() && restApiPort.isPresent()) {
        files.close();
        throw new ServeException(
            file + ": client_verify is of gRPC alone; expected --rest_api_port=0 with it");
      }
      return files;
    }
    Path certificate = tlsCertificate;
    Path key = tlsKey;
    return certificate == null || key == null ? TlsFiles.none() : TlsFiles.of(certificate, key);
  }

  /** Empty if there is to be no REST. */
  Optional<RestOptions> rest(
      TlsFiles tls, Optional<String> token, RestPages pages, RestListener listener) {
    if (restApiPort.isEmpty()) {
      return Optional.empty();
    }
    Duration time = Duration.ofMillis(restApiTimeoutInMs);
    try {
      RestLimits limits =
          RestLimits.defaults()
              .withMaximumBodyBytes(maxBodyBytes)
              .withMaximumRows(maxRows)
              .withMaximumNesting(maxNesting)
              .withMaximumConnections(maxConnections)
              .withTimes(RestLimits.defaults().idleTimeout(), time);
      return Optional.of(
          new RestOptions(
              address().getHostAddress(),
              restApiPort.getAsInt(),
              restApiNumThreads,
              limits,
              tls.rest(),
              token,
              ImmutableList.of(pages),
              listener));
    } catch (IllegalArgumentException e) {
      throw wrong("REST: " + e.getMessage());
    }
  }

  /** Empty if there is to be no gRPC. */
  Optional<GrpcOptions> grpc(TlsFiles tls, Optional<String> token, GrpcListener listener) {
    if (port.isEmpty()) {
      return Optional.empty();
    }
    try {
      GrpcOptions options =
          GrpcOptions.defaults()
              .withAddress(address())
              .withPort(port.getAsInt())
              .withMaximumMessageBytes(maxBodyBytes)
              .withMaximumCalls(grpcMaxCalls)
              .withReconfigurable(isReconfigurable())
              .withListener(listener);
      if (token.isPresent()) {
        options = options.withToken(token.get());
      }
      return Optional.of(tls.grpc().isPresent() ? options.withTls(tls.grpc().get()) : options);
    } catch (IllegalArgumentException e) {
      throw wrong("gRPC: " + e.getMessage());
    }
  }

  /** The token; its file may end in a line's end. */
  Optional<String> token() {
    Path file = bearerTokenFile;
    if (file == null) {
      return Optional.empty();
    }
    String token = TextFormatFile.text(file).strip();
    if (!token.matches("[\\x21-\\x7e]+")) {
      throw new ServeException(
          file
              + ": expected one token of printable ASCII without spaces, found "
              + (token.isEmpty() ? "nothing" : "something else"));
    }
    return Optional.of(token);
  }
}

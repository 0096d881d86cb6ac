package io.github.ple4j.serve.server;

import io.github.ple4j.serve.CommandLauncher;
import io.github.ple4j.serve.PredictorException;
import java.io.PrintWriter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.tensorflow.TensorFlow;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code ple-serve}: serves models until it is told to end. */
@Command(
    name = "ple-serve",
    description = {
      "Serves SavedModels over REST and gRPC as TensorFlow Serving does, and KServe's REST.",
      "Flags are spelled with underscores or dashes: --model_name or --model-name."
    },
    footer = {
      "",
      "For example: java -jar ple-serve.jar --model_name census --model_base_path run/export",
      "SIGTERM ends it: it takes no more requests, answers those it took, and exits with 0."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    versionProvider = ServeCommand.Versions.class)
public final class ServeCommand implements Callable<Integer> {
  private static final String ARCHIVE = "serve";

  // Held, because the JDK holds loggers weakly and a level would go with them.
  private static final Logger ROOT_LOGGER = Logger.getLogger("");

  @Spec private CommandSpec command;
  @Mixin private ModelFlags models;
  @Mixin private BatchingFlags batching;
  @Mixin private NetworkFlags network;
  @Mixin private MonitoringFlags monitoring;

  @Option(names = "--verbose", description = "Prints the stack trace of a failure.")
  private boolean verbose;

  /** Runs {@code ple-serve} in a JVM that is configured for TensorFlow, until SIGTERM. */
  public static void main(String[] args) {
    CommandLauncher.launch(
        ServeCommand.class,
        ARCHIVE,
        args,
        CommandLauncher.PREDICTION,
        arguments -> {
          int status = 1; // of an error
          try {
            status = run(arguments);
          } finally {
            StopSignal.finished(status);
          }
          return status;
        });
  }

  /** Runs {@code ple-serve} in this JVM: 0 ended as wished, 1 failed, 2 wrong usage. */
  static int run(String... args) {
    return commandLine().execute(flags(args));
  }

  static CommandLine commandLine() {
    ServeCommand root = new ServeCommand();
    return new CommandLine(root)
        .setParameterExceptionHandler(ServeCommand::wrongUsage)
        .setExecutionExceptionHandler((e, command, result) -> root.failed(e, command));
  }

  /** Dashes in a flag's name as underscores. */
  static String[] flags(String... args) {
    return Arrays.stream(args)
        .map(
            arg -> {
              int equals = arg.indexOf('=');
              int end = equals < 0 ? arg.length() : equals;
              return arg.startsWith("--")
                  ? "--" + arg.substring(2, end).replace('-', '_') + arg.substring(end)
                  : arg;
            })
        .toArray(String[]::new);
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = command.commandLine().getErr();
    try (ModelServer server = start()) {
      StopSignal.watch();
      describe(server, err);
      tellWhenLoaded(server, err);
      StopSignal.await();
      err.println("ending: no more requests are taken, those that were taken are answered");
    }
    err.println("ended");
    return 0;
  }

  /** Starts the server that the flags describe, once they are parsed. */
  ModelServer start() {
    models.check();
    batching.check();
    network.check();
    logWarningsInOneLine();
    PrintWriter err = command.commandLine().getErr();
    err.println(String.join(", ", Versions.lines()));
    return ModelServer.start(models, batching, network, monitoring, err);
  }

  private static void logWarningsInOneLine() {
    if (System.getProperty("java.util.logging.config.file") == null) {
      if (System.getProperty("java.util.logging.SimpleFormatter.format") == null) {
        System.setProperty("java.util.logging.SimpleFormatter.format", "%4$s %3$s: %5$s%6$s%n");
      }
      ROOT_LOGGER.setLevel(Level.WARNING);
    }
  }

  private void describe(ModelServer server, PrintWriter err) {
    InetAddress address = network.address();
    String host =
        address instanceof Inet6Address
            ? "[" + address.getHostAddress() + "]"
            : address.getHostAddress();
    String scheme = network.isTls() ? "https" : "http";
    server
        .restPort()
        .ifPresent(
            port -> {
              String url = scheme + "://" + host + ":" + port + "/";
              err.println("REST at " + url + "v1/models, KServe at " + url + "v2");
              monitoring
                  .metricsPath()
                  .ifPresent(path -> err.println("metrics at " + url + path.substring(1)));
              err.println("status page at " + url);
            });
    server
        .grpcPort()
        .ifPresent(
            port ->
                err.println("gRPC at " + host + ":" + port + (network.isTls() ? " with TLS" : "")));
    if (!address.isLoopbackAddress() && network.bearerTokenFile == null) {
      err.println("whoever reaches " + host + " can ask: there is no --bearer_token_file");
    }
  }

  private static void tellWhenLoaded(ModelServer server, PrintWriter err) {
    Thread thread =
        new Thread(
            () -> {
              try {
                if (server.awaitLoaded()) {
                  err.printf(Locale.ROOT, "ready after %.1f s%n", ProcessFigures.uptimeSeconds());
                } else {
                  err.println("not ready: a model has no version that answers");
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "loading");
    thread.setDaemon(true);
    thread.start();
  }

  private static int wrongUsage(ParameterException exception, String[] args) {
    CommandLine command = exception.getCommandLine();
    command.getErr().println("ple-serve: " + line(exception) + "; see ple-serve --help");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private int failed(Exception exception, CommandLine command) {
    PrintWriter err = command.getErr();
    boolean foreseen =
        exception instanceof ServeException || exception instanceof PredictorException;
    err.println(
        "ple-serve: "
            + (foreseen
                ? line(exception)
                : "unexpected "
                    + exception.getClass().getSimpleName()
                    + ": "
                    + line(exception)
                    + (verbose ? "" : "; run again with --verbose to see where")));
    if (verbose) {
      exception.printStackTrace(err);
    }
    return command.getCommandSpec().exitCodeOnExecutionException();
  }

  private static String line(Exception exception) {
    return String.valueOf(exception.getMessage()).lines().findFirst().orElse("");
  }

  /** What {@code ple-serve --version} prints. */
  static final class Versions implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return lines();
    }

    static String[] lines() {
      return new String[] {
        "ple-serve " + ProcessFigures.version(),
        "TensorFlow " + TensorFlow.version(),
        "Java " + System.getProperty("java.version")
      };
    }
  }
}

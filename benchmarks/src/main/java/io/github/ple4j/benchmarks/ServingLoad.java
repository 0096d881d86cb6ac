package io.github.ple4j.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableMap;
import io.github.ple4j.serve.BatchingOptions;
import io.github.ple4j.serve.BatchingPredictor;
import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.Predictor;
import io.github.ple4j.serve.PredictorOptions;
import io.github.ple4j.serve.proto.PredictRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ple-benchmarks serving-load}: many callers of one row each, with and without batches. */
@Command(
    name = ServingLoad.NAME,
    description = {
      "Prints the throughput and latency of callers of one row each, of PLE on census or another"
          + " export, with batches and without.",
      "Throughput: each caller sends its next request when it has its answer. Latency: requests"
          + " come at an even rate, a share of the throughput, and count from the time they were"
          + " to be sent at.",
      "Over REST or gRPC the model is served by ple-serve in a process of its own on this machine,"
          + " and each caller has a connection.",
      "Ends with 1 if a request failed."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ServingLoad implements Callable<Integer> {
  static final String NAME = "serving-load";

  /** How callers reach the model. */
  enum Transport {
    PROCESS,
    REST,
    GRPC;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Spec private CommandSpec command;
  @Mixin private ServedBatches batches;

  @Option(
      names = "--over",
      paramLabel = "NAME",
      defaultValue = "process",
      description =
          "${COMPLETION-CANDIDATES}: calls in this process, or requests to ple-serve"
              + " (default: ${DEFAULT-VALUE}; rest with the options that need a server).")
  private Transport over;

  @Option(
      names = "--callers",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,16,64,256",
      description =
          "Numbers of callers (default: ${DEFAULT-VALUE}); --overload, --reloads and --soak take"
              + " the largest.")
  private List<Integer> callers = List.of();

  @Option(
      names = "--export",
      paramLabel = "DIRECTORY",
      description = "A SavedModel with warm-up requests, in place of PLE on census.")
  private @Nullable Path export;

  @Option(
      names = "--signature",
      paramLabel = "NAME",
      description =
          "encoded or serving_default, if not given the first in this process, the second over"
              + " the network.")
  private @Nullable String signature;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "Of a server that runs, in place of one that is started: the whole of"
              + " http://host:port/v1/models/NAME:predict.")
  private @Nullable URI url;

  @Option(
      names = "--body",
      paramLabel = "FILE",
      description = "With --url: the request to send, in JSON.")
  private @Nullable Path body;

  @Option(
      names = "--share",
      paramLabel = "X",
      defaultValue = "0.7",
      description = "Rate of requests, as a share of the throughput (default: ${DEFAULT-VALUE}).")
  private double share;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Of each measurement (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--warm-up-seconds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Of load before measurements (default: ${DEFAULT-VALUE}).")
  private double warmUpSeconds;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Rounds, of which the median throughput is shown (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      defaultValue = "512m",
      description = "The started server's -Xmx (default: ${DEFAULT-VALUE}).")
  private String heap;

  @Option(
      names = "--overload",
      description =
          "Sends twice as many requests as a server with limits can answer, and prints what is"
              + " refused and how soon the others are answered.")
  private boolean overload;

  @Option(
      names = "--reloads",
      paramLabel = "N",
      description =
          "Publishes so many versions, one after the other, while the server is asked; ends with 1"
              + " if a request is refused.")
  private int reloads;

  @Option(
      names = "--soak",
      paramLabel = "MINUTES",
      description =
          "Asks so long, prints the server's memory each half minute, and ends with 1 if it grows"
              + " by 5 %% in the second half of ten minutes or more.")
  private double soakMinutes;

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    check();
    out().println(Machine.description());
    boolean local = over == Transport.PROCESS && url == null && !needsServer();
    boolean kept = local ? inProcess() : overNetwork();
    return kept ? 0 : 1;
  }

  private PrintWriter out() {
    return command.commandLine().getOut();
  }

  private boolean needsServer() {
    return overload || reloads > 0 || soakMinutes > 0;
  }

  private void check() {
    require(rounds > 0, "--rounds: expected 1 or more, found " + rounds);
    require(
        !callers.isEmpty() && Collections.min(callers) > 0,
        "--callers: expected 1 or more, found " + callers);
    int asked = (overload ? 1 : 0) + (reloads != 0 ? 1 : 0) + (soakMinutes != 0 ? 1 : 0);
    require(asked < 2, "expected one of --overload, --reloads and --soak, found " + asked);
    require(reloads >= 0, "--reloads: expected 1 or more, found " + reloads);
    require(soakMinutes >= 0, "--soak: expected more than 0 minutes, found " + soakMinutes);
    require(
        over != Transport.GRPC || (!needsServer() && url == null),
        "expected REST with --url, --overload, --reloads and --soak, found --over grpc");
    require((url == null) == (body == null), "expected both --url and --body, found one of them");
    require(
        url == null || (export == null && reloads == 0),
        "expected --url without --export and --reloads, which start a server of their own");
  }

  private void require(boolean condition, String problem) {
    if (!condition) {
      throw new ParameterException(command.commandLine(), problem);
    }
  }

  private LoadTimes times() {
    return new LoadTimes(LoadTimes.seconds(warmUpSeconds), LoadTimes.seconds(seconds), share);
  }

  private boolean inProcess() throws IOException, InterruptedException, ExecutionException {
    try (Exported exported = exported();
        Predictor predictor = Predictor.open(exported.path());
        BatchingPredictor batching =
            BatchingPredictor.open(
                exported.path(), PredictorOptions.defaults(), batches.options())) {
      String name = signature == null ? "encoded" : signature;
      ImmutableMap<String, Column> row = BriefExport.inputs(exported.path(), name, 1);
      Callers single = Callers.of(caller -> !predictor.predict(name, row).columns().isEmpty());
      Callers batched =
          Callers.of(
              caller -> !batching.predict(name, row, Set.of(), Long.MAX_VALUE).columns().isEmpty());
      return print(ImmutableMap.of("off", count -> single, "on", count -> batched));
    }
  }

  private boolean print(ImmutableMap<String, Callers.Service> services)
      throws IOException, InterruptedException, ExecutionException {
    return new ThroughputTable(out(), times(), rounds).print(services, callers) == 0;
  }

  private boolean overNetwork() throws IOException, InterruptedException, ExecutionException {
    URI running = url;
    Path request = body;
    if (running != null && request != null) {
      RestCallers.Request service =
          new RestCallers.Request(running, Files.readString(request, UTF_8));
      return needsServer() ? stress(service) : print(ImmutableMap.of("", service));
    }
    try (Exported exported = exported();
        VersionsDirectory versions = VersionsDirectory.create()) {
      versions.publish(1, exported.path());
      String name = signature == null ? Predictor.DEFAULT_SIGNATURE : signature;
      ImmutableMap<String, Column> row = BriefExport.inputs(exported.path(), name, 1);
      String json = JsonRow.request(name, row);
      if (!needsServer()) {
        return printServed(versions, name, row, json);
      }
      List<String> flags = batches.flags(versions.path(), overload);
      try (ServerProcess server = ServerProcess.start(versions.path(), heap, flags)) {
        RestCallers.Request service = new RestCallers.Request(server.predict(), json);
        if (reloads > 0) {
          ReloadRun run = new ReloadRun(out(), times());
          return run.print(service, most(), versions, exported.path(), reloads) == 0;
        }
        return stress(service);
      }
    }
  }

  private boolean printServed(
      VersionsDirectory versions, String name, ImmutableMap<String, Column> row, String json)
      throws IOException, InterruptedException, ExecutionException {
    try (ServerProcess single = ServerProcess.start(versions.path(), heap, List.of());
        ServerProcess batched =
            ServerProcess.start(versions.path(), heap, batches.flags(versions.path(), false))) {
      if (over == Transport.GRPC) {
        PredictRequest request = GrpcCallers.request(ServerProcess.MODEL, name, row);
        return print(
            ImmutableMap.of(
                "off", count -> GrpcCallers.connect(single.grpc(), request, count),
                "on", count -> GrpcCallers.connect(batched.grpc(), request, count)));
      }
      return print(
          ImmutableMap.of(
              "off", new RestCallers.Request(single.predict(), json),
              "on", new RestCallers.Request(batched.predict(), json)));
    }
  }

  private boolean stress(RestCallers.Request service)
      throws IOException, InterruptedException, ExecutionException {
    if (overload) {
      int few = Math.min(most(), batches.busyCallers());
      return new OverloadRun(out(), times(), rounds).print(service, few, most()) == 0;
    }
    return new SoakRun(out(), times()).print(service, most(), soakMinutes);
  }

  private int most() {
    return Collections.max(callers);
  }

  private Exported exported() throws IOException {
    Path given = export;
    if (given != null) {
      return new Exported(given, () -> {});
    }
    BriefExport census = BriefExport.write(Models.census(), "ple");
    return new Exported(census.path(), census::close);
  }

  /** A SavedModel, and what is done with it in the end. */
  private record Exported(Path path, Disposal disposal) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      disposal.run();
    }
  }

  @FunctionalInterface
  private interface Disposal {
    void run() throws IOException;
  }

  /** How requests are run together, and what is refused. */
  static final class ServedBatches {
    @Option(
        names = "--delay-micros",
        paramLabel = "N",
        defaultValue = "0",
        description = "How long a batch waits for more rows (default: ${DEFAULT-VALUE}).")
    private long delayMicros;

    @Option(
        names = "--threads",
        paramLabel = "N",
        description = "Batches at the same time; as many as there are processors by default.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
        names = "--max-in-flight",
        paramLabel = "N",
        defaultValue = "64",
        description =
            "With --overload: requests at a time; one more gets 429 (default: ${DEFAULT-VALUE}).")
    private int maxInFlight;

    @Option(
        names = "--max-batch-size",
        paramLabel = "N",
        defaultValue = "16",
        description = "With --overload: rows of a batch (default: ${DEFAULT-VALUE}).")
    private int maxBatchSize;

    @Option(
        names = "--max-enqueued-batches",
        paramLabel = "N",
        defaultValue = "2",
        description =
            "With --overload: batches that wait; what needs one more gets 503"
                + " (default: ${DEFAULT-VALUE}).")
    private int maxEnqueuedBatches;

    BatchingOptions options() {
      return BatchingOptions.defaults()
          .withThreads(threads)
          .withDelay(Duration.ofNanos(delayMicros * 1000));
    }

    /** Callers that a server with limits need not refuse. */
    int busyCallers() {
      return Math.min(maxInFlight, maxBatchSize * maxEnqueuedBatches);
    }

    /** Of ple-serve; the file they name is written into a directory. */
    List<String> flags(Path directory, boolean limited) throws IOException {
      String text =
          String.format(
              Locale.ROOT,
              "batch_timeout_micros { value: %d } num_batch_threads { value: %d }%n",
              delayMicros,
              threads);
      if (limited) {
        text +=
            String.format(
                Locale.ROOT,
                "max_batch_size { value: %d } max_enqueued_batches { value: %d }%n",
                maxBatchSize,
                maxEnqueuedBatches);
      }
      Path file = Files.writeString(directory.resolve("batching.textproto"), text, UTF_8);
      String parameters = "--batching_parameters_file=" + file;
      return limited
          ? List.of("--enable_batching", parameters, "--max_in_flight=" + maxInFlight)
          : List.of("--enable_batching", parameters);
    }
  }
}

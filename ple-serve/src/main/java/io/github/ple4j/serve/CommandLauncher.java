package io.github.ple4j.serve;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * Runs a command in a JVM that is set up for TensorFlow, so that {@code java -jar} is all a user
 * has to type. The main method of an executable jar is this one line, called before any class of
 * TensorFlow is touched:
 *
 * <pre>{@code
 * public static void main(String[] args) {
 *   CommandLauncher.launch(PleCommand.class, args, PleCommand::run);
 * }
 * }</pre>
 *
 * <p>The command runs in a child JVM, because an environment variable and some JVM options can only
 * be given at a start. The child has the same {@code java}, class path, working directory, standard
 * streams and JVM options ({@code -Xmx}, {@code -D}, {@code -XX}, ...) as its parent, and, unless
 * the user has set them,
 *
 * <ul>
 *   <li>{@code TF_CPP_MIN_LOG_LEVEL=2} in its environment: TensorFlow's notes and warnings, which
 *       are about TensorFlow's own build, stay off the terminal; its errors do not. To see all, set
 *       it to 0. (TensorFlow 2.18 has a note on MLIR at a first session that no level silences);
 *   <li>{@code MALLOC_MMAP_MAX_=0}, {@code MALLOC_TRIM_THRESHOLD_}, {@code MALLOC_TOP_PAD_} and
 *       {@code MALLOC_ARENA_MAX=1}: TensorFlow asks for the memory of every large tensor anew in
 *       every step, and the C library of Linux would give it back to the system each time, which
 *       then has to clear it again: a third of the time of training. Other systems do not read
 *       them;
 *   <li>{@code LD_LIBRARY_PATH} with {@link #cudaDirectory} before what the user has in it, where
 *       that directory exists, so that TensorFlow for GPUs finds CUDA's libraries without an
 *       installation (on Linux, the one system that it is built for);
 *   <li>{@code -Dorg.bytedeco.javacpp.maxPhysicalBytes=0}: without it JavaCPP takes the memory of
 *       the whole process, large embeddings included, for a leak, and throws {@link
 *       OutOfMemoryError} at four times the heap's limit;
 *   <li>{@code -Dorg.bytedeco.javacpp.cachedir} and {@code
 *       -Dorg.bytedeco.javacpp.cachedir.nosubdir=true}: TensorFlow's native libraries are unpacked
 *       once for all executable jars that hold the same ones, not once a jar. The directory is
 *       {@code ple/natives/<platform>-<checksum of the libraries>} in the user's cache: {@code
 *       $XDG_CACHE_HOME}, or {@code ~/.cache}, or on Windows {@code %LOCALAPPDATA%}; where that
 *       cannot be written, {@code ple-<user>/natives/...} in {@code java.io.tmpdir}. It can be
 *       deleted whenever no command runs;
 *   <li>beside those libraries, for every jar and command that an executable jar has been started
 *       with, an archive of the classes that the command's first run loaded, some 30 MB, which that
 *       run writes when it ends well, in two to four seconds, and with which the next ones start a
 *       second faster: {@code -XX:ArchiveClassesAtExit}, then {@code -XX:SharedArchiveFile}, where
 *       the user gives no option on archives. The JVM's own warnings go to standard error;
 *   <li>{@code -Djdk.console=java.base}: {@link System#console()} is null where there is no
 *       terminal, on every Java version;
 *   <li>on Java 24 and later {@code --enable-native-access=ALL-UNNAMED} and {@code
 *       --sun-misc-unsafe-memory-access=allow}, without which the JVM prints warnings.
 * </ul>
 *
 * <p>Parent and child are one to the outside. The parent exits with the child's status. SIGINT,
 * SIGTERM and SIGHUP to the parent end the child with SIGTERM, so that its shutdown hooks run (on
 * Windows it is ended at once), and the parent waits for it. A child whose parent is gone, even by
 * SIGKILL, exits within a second, by {@link System#exit}.
 *
 * <p>A JVM that was started with an agent, a debugger, a flight recording or remote JMX is the one
 * that is to be looked at, and two could not share the port or the file. The command then runs in
 * it, without a child: the system properties above are set, the environment and the JVM options are
 * what the user made them.
 *
 * <p>If no child can be started, one line on standard error says why, and the exit status is 1. A
 * command that throws has its stack trace printed and exit status 1.
 *
 * <p>To be called once, by a main method, in the main thread.
 */
public final class CommandLauncher {
  /**
   * For a command that predicts and does not train, whose requests have few rows: {@code
   * TF_ENABLE_ONEDNN_OPTS=0}. Without oneDNN, which prepares every matrix product anew, a request
   * of one row takes a third to a half of the time; with it a step of training is faster. The last
   * digits of predictions differ.
   */
  public static final ImmutableMap<String, String> PREDICTION =
      ImmutableMap.of("TF_ENABLE_ONEDNN_OPTS", "0");

  /** Of the child, where the user has not set them. */
  private static final ImmutableMap<String, String> ENVIRONMENT =
      ImmutableMap.of(
          "TF_CPP_MIN_LOG_LEVEL", "2",
          "MALLOC_MMAP_MAX_", "0",
          "MALLOC_TRIM_THRESHOLD_", Integer.toString(1 << 30),
          "MALLOC_TOP_PAD_", Integer.toString(1 << 26),
          "MALLOC_ARENA_MAX", "1");

  private static final String CACHE = "org.bytedeco.javacpp.cachedir";

  private static final String LIBRARY_PATH = "LD_LIBRARY_PATH";

  /** In the child: the process id of its parent. */
  private static final String LAUNCHER = CommandLauncher.class.getName() + ".pid";

  private static final Duration WATCH_INTERVAL = Duration.ofMillis(500);

  private CommandLauncher() {}

  /**
   * Runs a command, and exits with its status: this method does not return. What it does is named
   * by its {@link #subcommand}, as in {@code ple train}.
   *
   * @param main the class whose main method calls this one; the child's main class
   * @param arguments the command's arguments
   * @param command from arguments to exit status; runs in the child
   */
  public static void launch(Class<?> main, String[] arguments, ToIntFunction<String[]> command) {
    launch(main, subcommand(arguments), arguments, Map.of(), command);
  }

  /**
   * The same for a command with an environment of its own, or one that does the same whatever its
   * arguments are.
   *
   * @param name of what it does, in lower-case letters
   * @param environment variables of the child beside those above, where the user has not set them
   */
  public static void launch(
      Class<?> main,
      String name,
      String[] arguments,
      Map<String, String> environment,
      ToIntFunction<String[]> command) {
    String launcher = System.getProperty(LAUNCHER);
    if (launcher != null) {
      exitWithout(ProcessHandle.of(Long.parseLong(launcher)));
      System.exit(run(command, arguments));
    }
    List<String> jvmOptions = ManagementFactory.getRuntimeMXBean().getInputArguments();
    if (jvmOptions.stream().anyMatch(CommandLauncher::belongsToOneJvm)) {
      missingProperties().forEach(System::setProperty);
      System.exit(run(command, arguments));
    }
    Map<String, String> properties = missingProperties();
    Optional<ClassArchive> archive =
        Optional.ofNullable(properties.get(CACHE))
            .filter(
                cache ->
                    ClassArchive.isPossible(
                        System.getProperty("java.vm.name"), System.getProperty("java.vm.info")))
            .flatMap(
                cache ->
                    ClassArchive.of(
                        Path.of(cache),
                        System.getProperty("java.class.path"),
                        main,
                        new String[] {name},
                        jvmOptions));
    List<String> ours = new ArrayList<>();
    properties.forEach((property, value) -> ours.add("-D" + property + "=" + value));
    archive.ifPresent(classes -> ours.addAll(classes.options()));
    System.exit(
        runInChild(
            commandLine(main, arguments, ours, jvmOptions),
            environment,
            // One that failed may have loaded few of the classes.
            status -> archive.ifPresent(classes -> classes.keep(status == 0))));
  }

  /**
   * The name of what a command does: the first argument that is no option, where those before it
   * take no values, as in {@code ple --verbose train}. Empty if there is none.
   */
  public static String subcommand(String... arguments) {
    return Stream.of(arguments)
        .filter(argument -> !argument.startsWith("-"))
        .findFirst()
        .orElse("");
  }

  /**
   * Where CUDA's libraries are looked for before the system's: {@code $PLE_CUDA_DIR}, or {@code
   * ple/cuda} in the user's cache, which is the one of the native libraries above. It need not
   * exist. Empty if {@code $PLE_CUDA_DIR} is the empty string or has a colon in it, or if the user
   * has no home directory.
   */
  public static Optional<Path> cudaDirectory() {
    return CudaDirectory.find();
  }

  private static int run(ToIntFunction<String[]> command, String[] arguments) {
    try {
      return command.applyAsInt(arguments);
    } catch (Throwable failure) {
      // As if thrown by main, except that threads which are still running do not keep the JVM.
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
      return 1;
    }
  }

  private static boolean belongsToOneJvm(String jvmOption) {
    return Stream.of(
            "-javaagent:",
            "-agentlib:",
            "-agentpath:",
            "-Xrun",
            "-XX:StartFlightRecording",
            "-Dcom.sun.management.")
        .anyMatch(jvmOption::startsWith);
  }

  private static List<String> commandLine(
      Class<?> main, String[] arguments, List<String> ours, List<String> jvmOptions) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 24) {
      line.add("--enable-native-access=ALL-UNNAMED");
      line.add("--sun-misc-unsafe-memory-access=allow");
    }
    line.addAll(ours);
    line.addAll(jvmOptions); // after ours: the last one wins
    line.add("-D" + LAUNCHER + "=" + ProcessHandle.current().pid());
    line.add("-cp");
    line.add(System.getProperty("java.class.path"));
    line.add(main.getName());
    line.addAll(List.of(arguments));
    return line;
  }

  /** The system properties that TensorFlow needs and the user has not set. */
  private static Map<String, String> missingProperties() {
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    properties.put("jdk.console", "java.base");
    if (!isSet(CACHE) && !isSet("org.bytedeco.javacpp.cacheDir")) {
      NativeCache.directory()
          .ifPresent(
              directory -> {
                properties.put(CACHE, directory.toString());
                properties.put("org.bytedeco.javacpp.cachedir.nosubdir", "true");
              });
    }
    properties.keySet().removeIf(CommandLauncher::isSet);
    return properties;
  }

  private static boolean isSet(String property) {
    return System.getProperty(property) != null;
  }

  private static int runInChild(
      List<String> commandLine, Map<String, String> environment, IntConsumer ended) {
    ProcessBuilder builder = new ProcessBuilder(commandLine).inheritIO();
    ENVIRONMENT.forEach(builder.environment()::putIfAbsent);
    environment.forEach(builder.environment()::putIfAbsent);
    putLibraryPath(builder.environment());
    Process child;
    try {
      child = builder.start();
    } catch (IOException e) {
      System.err.println("cannot start the command's JVM: " + e.getMessage());
      return 1;
    }
    Thread forwarder = new Thread(() -> end(child, ended), "signal forwarder");
    Runtime.getRuntime().addShutdownHook(forwarder);
    int status = await(child);
    try {
      Runtime.getRuntime().removeShutdownHook(forwarder);
    } catch (IllegalStateException shuttingDown) {
      return status; // a signal has come: the forwarder runs, and gives back the child's status
    }
    ended.accept(status);
    return status;
  }

  private static void putLibraryPath(Map<String, String> environment) {
    if (!System.getProperty("os.name").equals("Linux")) {
      return;
    }
    cudaDirectory()
        .filter(Files::isDirectory)
        .map(Path::toString)
        .ifPresent(
            cuda ->
                environment.merge(
                    LIBRARY_PATH,
                    cuda,
                    // An empty part of the path would be the working directory.
                    (users, first) -> users.isEmpty() ? first : first + ":" + users));
  }

  /** A shutdown hook, which alone can replace the exit status of a signal by the child's. */
  private static void end(Process child, IntConsumer ended) {
    child.destroy();
    int status = await(child);
    ended.accept(status);
    Runtime.getRuntime().halt(status);
  }

  private static int await(Process child) {
    while (true) {
      try {
        return child.waitFor();
      } catch (InterruptedException notByUs) {
        // The child is not to be left alone.
      }
    }
  }

  /** Exits this JVM when it is no longer the child of {@code launcher}. */
  private static void exitWithout(Optional<ProcessHandle> launcher) {
    Runnable watch =
        () -> {
          // A killed parent that nobody has waited for counts as alive, but has no children; on
          // Windows it keeps its children, but does not count as alive.
          while (launcher.map(ProcessHandle::isAlive).orElse(false)
              && ProcessHandle.current().parent().equals(launcher)) {
            LockSupport.parkNanos(WATCH_INTERVAL.toNanos());
          }
          System.exit(1);
        };
    Thread thread = new Thread(watch, "launcher watch");
    thread.setDaemon(true);
    thread.start();
  }
}

package io.github.ple4j.benchmarks;

import io.github.ple4j.train.RunException;
import io.github.ple4j.train.cli.PleCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ple-benchmarks startup}: from the start of a command to its first results. */
@Command(
    name = "startup",
    description = "Prints how long commands take to start, as a user's shell sees it.",
    mixinStandardHelpOptions = true)
final class StartUp implements Callable<Integer> {
  @Option(
      names = "--rounds",
      paramLabel = "N",
      converter = PositiveInt.class,
      defaultValue = "7",
      description = "Rounds.")
  private int rounds;

  @Option(
      names = "--without-archive",
      description = "As if the commands had no archive of their classes.")
  private boolean withoutArchive;

  @Option(
      names = "--jar",
      paramLabel = "FILE",
      description = "The ple.jar of another build, to compare with; this one's if not given.")
  private @Nullable Path jar;

  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (jar != null && !Files.isRegularFile(jar)) {
      throw new ParameterException(
          command.commandLine(), "--jar: expected a file such as ple.jar, found none at " + jar);
    }
    Path directory = Files.createTempDirectory("startup");
    List<Double> versions = new ArrayList<>();
    List<Double> graphs = new ArrayList<>();
    List<Double> steps = new ArrayList<>();
    List<Double> evaluations = new ArrayList<>();
    List<Double> wholes = new ArrayList<>();
    double first = 0;
    try {
      for (int round = 0; round <= rounds; round++) {
        Path out = directory.resolve("run-" + round);
        versions.add(seconds(List.of("--version"), "platform"));
        double start = System.currentTimeMillis() / 1e3;
        List<Double> trained =
            times(
                List.of(
                    "train",
                    "--data=synthetic",
                    "--data-option=rows=14000",
                    "--model=ple",
                    "--max-steps=1",
                    "--log-every=1",
                    "--out=" + out),
                "training ple",
                "epoch 1 ");
        if (round == 0) { // unpacks, or writes the archive of classes
          first = trained.get(2);
          versions.clear();
          continue;
        }
        graphs.add(trained.get(0));
        steps.add(FirstStep.seconds(out) - start);
        evaluations.add(trained.get(1));
        wholes.add(trained.get(2));
      }
    } finally {
      delete(directory);
    }
    print("ple --version", versions);
    print("ple train, synthetic: to the graph", graphs);
    print("to the end of the first step", steps);
    print("and of an evaluation of 1000 rows", evaluations);
    print("to the end of the command, with export", wholes);
    System.out.printf(Locale.ROOT, "%-46s %6.2f s%n", "the first of them to its end", first);
    return 0;
  }

  private static void print(String what, List<Double> seconds) {
    double[] sorted = seconds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "%-46s %6.2f s  (%.2f to %.2f)%n",
        what,
        sorted[sorted.length / 2],
        sorted[0],
        sorted[sorted.length - 1]);
  }

  private double seconds(List<String> arguments, String line)
      throws IOException, InterruptedException {
    return times(arguments, line).get(1);
  }

  /** Seconds to the lines that begin so, and to the end of the command. */
  private List<Double> times(List<String> arguments, String... lines)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    if (withoutArchive) {
      command.add("-Xshare:auto"); // says that the user decides, and nothing else
    }
    String classPath = jar == null ? System.getProperty("java.class.path") : jar.toString();
    command.addAll(List.of("-cp", classPath, PleCommand.class.getName()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    long start = System.nanoTime();
    Process process = builder.start();
    List<Double> seconds = new ArrayList<>();
    List<String> all = new ArrayList<>();
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      String line;
      while ((line = output.readLine()) != null) {
        all.add(line);
        if (seconds.size() < lines.length && line.startsWith(lines[seconds.size()])) {
          seconds.add((System.nanoTime() - start) / 1e9);
        }
      }
    }
    int status = process.waitFor();
    seconds.add((System.nanoTime() - start) / 1e9);
    if (status != 0 || seconds.size() != lines.length + 1) {
      throw new RunException(
          String.format(
              "ple %s of %s: expected status 0 and lines that begin with %s, found status %d and %s",
              arguments.get(0),
              jar == null ? "this build" : jar,
              String.join(", ", lines),
              status,
              all.isEmpty() ? "nothing" : all.get(all.size() - 1).strip()));
    }
    return seconds;
  }

  private static void delete(Path directory) throws IOException {
    try (var paths = Files.walk(directory)) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}

package io.github.ple4j.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A command that tells what it was given. */
final class ProbeCommand {
  static final int STATUS_AFTER_A_SIGNAL = 77;

  /** Before what it is to do: as a command that predicts. */
  static final String PREDICTS = "predicts";

  private ProbeCommand() {}

  public static void main(String[] args) {
    if (args[0].equals(PREDICTS)) {
      String[] rest = Arrays.copyOfRange(args, 1, args.length);
      CommandLauncher.launch(
          ProbeCommand.class, PREDICTS, rest, CommandLauncher.PREDICTION, ProbeCommand::run);
    }
    CommandLauncher.launch(ProbeCommand.class, args, ProbeCommand::run);
  }

  @SuppressWarnings("SystemConsoleNull") // the launcher sees to it
  private static int run(String[] args) {
    PrintStream out = new PrintStream(System.out, true, UTF_8);
    try {
      switch (args[0]) {
        case "arguments" -> Arrays.stream(args).skip(1).forEach(a -> out.println("[" + a + "]"));
        case "copy" -> {
          byte[] input = System.in.readAllBytes();
          out.write(input);
          System.err.write(input);
        }
        case "environment" -> out.println(System.getenv(args[1]));
        case "exit" -> {
          return Integer.parseInt(args[1]);
        }
        case "jvm-options" ->
            ManagementFactory.getRuntimeMXBean().getInputArguments().forEach(out::println);
        case "property" -> out.println(System.getProperty(args[1]));
        case "terminal" -> out.println(System.console() != null);
        case "throw" -> {
          new Thread(ProbeCommand::sleep).start();
          throw new IllegalArgumentException("thrown by the command");
        }
        case "wait" -> {
          Path ended = Path.of(args[1]);
          Runtime.getRuntime().addShutdownHook(new Thread(() -> end(ended)));
          out.println(ProcessHandle.current().pid());
          sleep();
        }
        default -> throw new IllegalArgumentException(args[0]);
      }
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void end(Path ended) {
    try {
      Files.writeString(ended, "ended in order");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().halt(STATUS_AFTER_A_SIGNAL);
  }

  private static void sleep() {
    try {
      Thread.sleep(120_000);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}

package io.github.ple4j.train;

import java.nio.file.Path;

/** A process that locks a run directory until its input ends. */
final class RunDirectoryHolder {

  private RunDirectoryHolder() {}

  public static void main(String[] arguments) throws Exception {
    try (RunDirectory directory = RunDirectory.create(Path.of(arguments[0]))) {
      System.out.println("locked " + directory.path());
      while (System.in.read() >= 0) {}
    }
  }
}

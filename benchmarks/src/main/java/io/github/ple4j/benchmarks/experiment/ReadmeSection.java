package io.github.ple4j.benchmarks.experiment;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The results of an experiment in a README: what stands between a line that begins them and a line
 * that ends them is made by the command, and all else is left as it is. Immutable.
 */
final class ReadmeSection {
  private final Path file;
  private final String name;
  private final String begin;
  private final String end;

  private ReadmeSection(Path file, String name) {
    this.file = file;
    this.name = name;
    this.begin =
        "<!-- results of "
            + name
            + ": made by ple-benchmarks experiment "
            + name
            + " --readme "
            + file.getFileName()
            + " -->\n";
    this.end = "<!-- end of results of " + name + " -->\n";
  }

  /**
   * Opens the section of an experiment.
   *
   * @throws ExperimentException if the file cannot be read, or has not one such section
   */
  static ReadmeSection open(Path file, String name) {
    ReadmeSection section = new ReadmeSection(file, name);
    section.start(section.read());
    return section;
  }

  /** Of an experiment's results: their directory, as a link from the file. */
  String linkTo(Path directory) {
    Path from = file.toAbsolutePath().normalize().getParent();
    Path to = directory.toAbsolutePath().normalize();
    String link = (from == null ? to : from.relativize(to)).toString();
    return link.isEmpty() ? "" : link.replace(File.separatorChar, '/') + "/";
  }

  /** What stands there now. */
  String text() {
    String all = read();
    return all.substring(start(all), all.indexOf(end));
  }

  /** Puts a text in its place; the file is whole at any time. */
  void replace(String text) {
    String all = read();
    WholeFile.write(file, all.substring(0, start(all)) + text + all.substring(all.indexOf(end)));
  }

  private String read() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new ExperimentException(file + ": expected a README that can be read, found " + e, e);
    }
  }

  private int start(String all) {
    int at = all.indexOf(begin);
    int ends = all.indexOf(end);
    if (at < 0
        || ends < at + begin.length()
        || all.lastIndexOf(begin) != at
        || all.lastIndexOf(end) != ends) {
      throw new ExperimentException(
          file
              + ": expected the results of "
              + name
              + " once, between the lines "
              + begin.strip()
              + " and "
              + end.strip());
    }
    return at + begin.length();
  }
}

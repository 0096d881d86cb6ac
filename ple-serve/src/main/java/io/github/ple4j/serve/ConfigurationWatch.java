package io.github.ple4j.serve;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Takes the configuration of a file that changes. */
final class ConfigurationWatch {
  private final Path file;
  private final Models models;
  private final ServingListener listener;
  private ModelsConfiguration taken;
  private String problem = "";

  ConfigurationWatch(Path file, Models models, ServingListener listener) {
    this.file = file;
    this.models = models;
    this.listener = listener;
    this.taken = models.configuration();
  }

  /** One look at the file. */
  void look() {
    try {
      ModelsConfiguration read = ModelServerConfigText.parseChanged(TextFile.read(file));
      if (!read.equals(taken)) {
        models.reconfigure(read);
        taken = read;
        listener.configured(file);
      }
      problem = "";
    } catch (NoSuchFileException e) {
      refused(file + ": no such file");
    } catch (IOException e) {
      refused(file + ": cannot be read: " + e.getMessage());
    } catch (RuntimeException e) {
      refused(String.valueOf(e.getMessage()));
    }
  }

  private void refused(String message) {
    if (!message.equals(problem)) {
      listener.refused(file, message);
    }
    problem = message;
  }
}

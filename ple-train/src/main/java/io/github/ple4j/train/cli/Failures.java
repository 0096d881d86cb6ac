package io.github.ple4j.train.cli;

import io.github.ple4j.datasets.DataException;
import io.github.ple4j.graph.SpecException;
import io.github.ple4j.serve.PredictorException;
import io.github.ple4j.train.RunException;
import io.github.ple4j.train.TrainingException;

/** What a person reads of a command's failure. */
public final class Failures {
  private Failures() {}

  /** One line; of a failure that nobody foresaw, with its kind and where to see more. */
  public static String line(Throwable failure, boolean verbose) {
    String message = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    if (failure instanceof SpecException
        || failure instanceof DataException
        || failure instanceof PredictorException
        || failure instanceof RunException
        || failure instanceof TrainingException) {
      return message;
    }
    if (failure instanceof OutOfMemoryError) {
      return "out of memory: " + message + "; give the JVM more, as in java -Xmx8g -jar ple.jar";
    }
    return "unexpected "
        + failure.getClass().getSimpleName()
        + ": "
        + message
        + (verbose ? "" : "; run again with --verbose to see where");
  }
}

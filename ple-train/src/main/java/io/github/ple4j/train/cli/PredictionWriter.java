package io.github.ple4j.train.cli;

import io.github.ple4j.serve.Prediction;
import java.io.IOException;

/** Writes a row for every row of a prediction. Not thread-safe. */
interface PredictionWriter {
  /**
   * Writes a batch and flushes it, so that who reads a pipe need not wait.
   *
   * @param rows how many rows every column has
   */
  void write(Prediction prediction, int rows) throws IOException;
}

package io.github.ple4j.benchmarks;

import java.io.IOException;

/** Callers that are ready to send: connected, if they are to be. */
interface Callers extends LoadGenerator.Target, AutoCloseable {
  @Override
  void close() throws IOException;

  /** What is asked, by any number of callers. */
  @FunctionalInterface
  interface Service {
    Callers open(int callers) throws IOException;
  }

  /** Of a model in this process. */
  static Callers of(LoadGenerator.Target target) {
    return new Callers() {
      @Override
      public boolean send(int caller) throws Exception {
        return target.send(caller);
      }

      @Override
      public void close() {}
    };
  }
}

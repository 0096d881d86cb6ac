package io.github.ple4j.benchmarks;

import java.io.IOException;
import java.net.URI;

/**
 * What a server uses, as its metrics say.
 *
 * @param residentMegabytes of the process, its model included
 * @param heapMegabytes that the JVM's heap has in use, garbage included
 */
record ServerMemory(double residentMegabytes, double heapMegabytes) {
  private static final String PATH = "/monitoring/prometheus/metrics";
  private static final String RESIDENT = "process_resident_memory_bytes";
  private static final String HEAP = "jvm_memory_used_bytes{area=\"heap\"}";

  /** Of the server of a URI. */
  static ServerMemory of(URI uri) throws IOException {
    HttpConnection.Answer answer = HttpConnection.get(uri.resolve(PATH));
    if (answer.status() != 200) {
      throw answer.failure(PATH);
    }
    return parse(answer.body());
  }

  static ServerMemory parse(String metrics) throws IOException {
    return new ServerMemory(megabytes(metrics, RESIDENT), megabytes(metrics, HEAP));
  }

  private static double megabytes(String metrics, String name) throws IOException {
    String line =
        metrics
            .lines()
            .filter(any -> any.startsWith(name + " "))
            .findFirst()
            .orElseThrow(() -> new IOException(PATH + ": expected " + name + ", found none"));
    return Double.parseDouble(line.substring(name.length() + 1)) / 1e6;
  }
}

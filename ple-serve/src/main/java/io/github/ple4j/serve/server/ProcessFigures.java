package io.github.ple4j.serve.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.tensorflow.TensorFlow;

/** What this process uses. */
final class ProcessFigures {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";

  private ProcessFigures() {}

  static void write(Exposition to) {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    MemoryUsage other = ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage();
    to.head("jvm_memory_used_bytes", "gauge", "Memory of the JVM that is in use.");
    to.sample("jvm_memory_used_bytes", List.of("area"), List.of("heap"), heap.getUsed());
    to.sample("jvm_memory_used_bytes", List.of("area"), List.of("nonheap"), other.getUsed());
    to.head("jvm_memory_max_bytes", "gauge", "Memory that the JVM may use; -1 for any.");
    to.sample("jvm_memory_max_bytes", List.of("area"), List.of("heap"), heap.getMax());
    to.sample("jvm_memory_max_bytes", List.of("area"), List.of("nonheap"), other.getMax());
    gauge(
        to,
        "jvm_threads_current",
        "Live threads of the JVM.",
        ManagementFactory.getThreadMXBean().getThreadCount());
    residentBytes()
        .ifPresent(
            bytes ->
                gauge(
                    to,
                    "process_resident_memory_bytes",
                    "Memory of the process, models included, that is in RAM.",
                    bytes));
    ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .ifPresent(
            cpu -> {
              String name = "process_cpu_seconds_total";
              to.head(name, "counter", "Time that the process has spent on processors.");
              to.sample(name, List.of(), List.of(), cpu.toMillis() / 1e3);
            });
    gauge(
        to,
        "process_start_time_seconds",
        "When the process started, in seconds since 1970.",
        ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3);
    gauge(to, "ple_serve_uptime_seconds", "How long the process has run.", uptimeSeconds());
    to.head("ple_serve_build_info", "gauge", "Always 1; the labels say what runs.");
    to.sample(
        "ple_serve_build_info",
        List.of("version", "tensorflow", "java"),
        List.of(version(), TensorFlow.version(), System.getProperty("java.version")),
        1);
  }

  private static void gauge(Exposition to, String name, String help, long value) {
    to.head(name, "gauge", help);
    to.sample(name, List.of(), List.of(), value);
  }

  private static void gauge(Exposition to, String name, String help, double value) {
    to.head(name, "gauge", help);
    to.sample(name, List.of(), List.of(), value);
  }

  static double uptimeSeconds() {
    return ManagementFactory.getRuntimeMXBean().getUptime() / 1e3;
  }

  /** The version of this jar. */
  static String version() {
    Package own = ProcessFigures.class.getPackage();
    String version = own == null ? null : own.getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }

  /** Linux alone says it where a JVM can read it. */
  static OptionalLong residentBytes() {
    if (!Files.isReadable(STATUS)) {
      return OptionalLong.empty();
    }
    try {
      return Files.readAllLines(STATUS, US_ASCII).stream()
          .filter(line -> line.startsWith(RESIDENT))
          .mapToLong(
              line ->
                  1024
                      * Long.parseLong(line.substring(RESIDENT.length()).replace("kB", "").strip()))
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}

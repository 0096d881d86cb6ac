package io.github.ple4j.benchmarks;

import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.graph.ModelSpec;
import io.github.ple4j.graph.Placement;
import io.github.ple4j.train.TrainingSession;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From a spec to a session with its variables initialised: graph, gradients, optimiser. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2)
@Measurement(iterations = 9)
@Fork(1)
public class GraphBuildBenchmark {
  /** The model; the command gives all of {@link Models#names}. */
  @Param(Models.LARGE_PLE)
  public String model = Models.LARGE_PLE;

  private ModelSpec spec;

  /** Derives the spec. */
  @Setup
  public void derive() {
    Dataset data = Models.census();
    spec = Models.model(data, model);
  }

  /** Builds and closes. */
  @Benchmark
  public long build() {
    try (TrainingSession session =
        TrainingSession.open(Models.training(spec, 1024), Placement.cpu())) {
      return session.parameters();
    }
  }
}

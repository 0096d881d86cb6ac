package io.github.ple4j.train.cli;

import io.github.ple4j.train.Adagrad;
import io.github.ple4j.train.Adam;
import io.github.ple4j.train.OptimizerSpec;
import io.github.ple4j.train.Sgd;

/** Optimisers with the constants of their papers. */
enum OptimizerName {
  sgd,
  adagrad,
  adam;

  void set(OptimizerSpec.Builder spec) {
    switch (this) {
      case sgd -> spec.setSgd(Sgd.getDefaultInstance());
      case adagrad -> spec.setAdagrad(Adagrad.newBuilder().setInitialAccumulator(0.1));
      case adam -> spec.setAdam(Adam.newBuilder().setBeta1(0.9).setBeta2(0.999).setEpsilon(1e-8));
    }
  }
}

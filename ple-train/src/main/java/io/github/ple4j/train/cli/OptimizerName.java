package io.github.ple4j.train.cli;

import io.github.ple4j.train.Adagrad;
import io.github.ple4j.train.Adam;
import io.github.ple4j.train.AdamW;
import io.github.ple4j.train.Ftrl;
import io.github.ple4j.train.OptimizerSpec;
import io.github.ple4j.train.Sgd;

/** Optimisers with the constants of their papers. */
enum OptimizerName {
  sgd,
  adagrad,
  adam,
  adamw,
  ftrl;

  private static final Adam ADAM =
      Adam.newBuilder().setBeta1(0.9).setBeta2(0.999).setEpsilon(1e-8).build();

  void set(OptimizerSpec.Builder spec, double momentum, double weightDecay) {
    switch (this) {
      case sgd -> spec.setSgd(Sgd.newBuilder().setMomentum(momentum));
      case adagrad -> spec.setAdagrad(Adagrad.newBuilder().setInitialAccumulator(0.1));
      case adam -> spec.setAdam(ADAM);
      case adamw -> spec.setAdamw(AdamW.newBuilder().setAdam(ADAM).setWeightDecay(weightDecay));
      case ftrl -> spec.setFtrl(Ftrl.newBuilder().setInitialAccumulator(0.1).setBeta(1));
    }
  }
}

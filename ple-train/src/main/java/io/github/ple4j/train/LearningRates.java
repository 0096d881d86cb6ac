package io.github.ple4j.train;

/** Learning rate of every step of a run. */
record LearningRates(LearningRateSchedule schedule, long steps) {

  /** The rate of a step, counted from 0. */
  float at(long step) {
    double initial = schedule.getInitial();
    return (float)
        switch (schedule.getKindCase()) {
          case COSINE -> initial * (1 + Math.cos(Math.PI * step / steps)) / 2;
          case CONSTANT, KIND_NOT_SET -> initial;
        };
  }
}

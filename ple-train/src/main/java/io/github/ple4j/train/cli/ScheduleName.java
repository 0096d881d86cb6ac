package io.github.ple4j.train.cli;

import io.github.ple4j.train.Constant;
import io.github.ple4j.train.Cosine;
import io.github.ple4j.train.LearningRateSchedule;

/** Learning-rate schedules. */
enum ScheduleName {
  constant,
  cosine;

  void set(LearningRateSchedule.Builder spec) {
    switch (this) {
      case constant -> spec.setConstant(Constant.getDefaultInstance());
      case cosine -> spec.setCosine(Cosine.getDefaultInstance());
    }
  }
}

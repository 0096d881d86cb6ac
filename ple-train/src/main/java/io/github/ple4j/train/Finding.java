package io.github.ple4j.train;

/**
 * One line of a {@link LeakageReport}.
 *
 * @param isError whether it is reason enough not to train
 * @param line what was found, where, and what to do
 */
record Finding(boolean isError, String line) {

  static Finding error(String line) {
    return new Finding(true, line + "; leave it out");
  }

  static Finding warning(String line) {
    return new Finding(false, line);
  }

  /** Something that is an error only if it is sure. */
  static Finding of(boolean sure, String line) {
    return sure ? error(line) : warning(line + "; look at where it comes from");
  }

  /** That something about a feature is so in the rows of one class of a label, and in no other. */
  static Finding exactlyWhere(String feature, String what, TaskRows task, int ofClass) {
    return error(
        "feature "
            + feature
            + " "
            + what
            + " exactly where label "
            + task.label().name()
            + " is "
            + ofClass);
  }
}

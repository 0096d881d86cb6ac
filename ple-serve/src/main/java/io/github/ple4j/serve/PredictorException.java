package io.github.ple4j.serve;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFOutOfRangeException;

/**
 * A model that cannot be opened or a prediction that cannot be made. The message is one line that
 * says what was expected, what was found, and where; if the cause is TensorFlow's, that is the
 * {@linkplain #getCause() cause}.
 */
public final class PredictorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final Pattern SEVERAL_ERRORS =
      Pattern.compile("\\d+ root error\\(s\\) found\\.\\s*(?:\\(0\\)\\s*)?");

  /** Whose fault it is. */
  public enum Category {
    /** There is no such directory, model, signature or output. */
    NOT_FOUND,
    /** The directory's files are incomplete, damaged, or do not belong together. */
    INVALID_MODEL,
    /** The inputs are not what the signature wants, or hold values that the graph refuses. */
    INVALID_ARGUMENT,
    /** TensorFlow failed for another reason, such as memory. */
    FAILED,
    /** The queue is full: another time, or another server. */
    OVERLOADED,
    /** The caller, or all callers of the model, ask for more at a time than is allowed. */
    QUOTA_EXCEEDED,
    /** The time that the caller gave was over before the answer. */
    DEADLINE_EXCEEDED,
    /** Not now: nothing is loaded yet, or the server ends. */
    UNAVAILABLE
  }

  private final Category category;

  PredictorException(Category category, String message) {
    this(category, message, null);
  }

  PredictorException(Category category, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.category = category;
  }

  /**
   * A run that TensorFlow ended with an error. Its exceptions have no common type: one for an
   * invalid argument is an {@link IllegalArgumentException}.
   */
  static PredictorException failedRun(String signature, RuntimeException cause) {
    boolean input =
        cause instanceof TFInvalidArgumentException || cause instanceof TFOutOfRangeException;
    return new PredictorException(
        input ? Category.INVALID_ARGUMENT : Category.FAILED,
        "signature \"" + signature + "\": " + reason(cause),
        cause);
  }

  /** What TensorFlow says, without the nodes it names on further lines. */
  static String reason(Throwable cause) {
    String message = Objects.requireNonNullElse(cause.getMessage(), cause.toString());
    Matcher several = SEVERAL_ERRORS.matcher(message);
    if (several.lookingAt()) {
      message = message.substring(several.end());
    }
    int end = message.indexOf('\n');
    return (end < 0 ? message : message.substring(0, end)).strip();
  }

  /** Whose fault it is. */
  public Category category() {
    return category;
  }
}

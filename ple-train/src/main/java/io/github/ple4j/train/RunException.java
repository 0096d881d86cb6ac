package io.github.ple4j.train;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A run cannot go on. The message is a single line that says where, what was expected, what was
 * found, and what to do.
 */
public class RunException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Creates an exception with one clear line. */
  public RunException(String message) {
    super(message);
  }

  /** Creates an exception with one clear line, and what led to it. */
  public RunException(String message, Throwable cause) {
    super(message, cause);
  }

  /** That a file or directory cannot be written, and why. */
  public static RunException unwritable(Path path, IOException e) {
    return new RunException(
        path + ": cannot be written: " + reason(e) + "; check the disk and its permissions", e);
  }

  /** Why a file could not be written, in a few words. */
  static String reason(IOException e) {
    if (e instanceof AccessDeniedException denied) {
      return "permission denied for " + denied.getFile();
    }
    if (e instanceof FileAlreadyExistsException exists) {
      return exists.getFile() + " is a file";
    }
    if (e instanceof FileSystemException problem && problem.getReason() != null) {
      return problem.getReason();
    }
    if (e instanceof NoSuchFileException missing) {
      return "there is no " + missing.getFile();
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}

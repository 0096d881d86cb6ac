package io.github.ple4j.serve;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import io.github.ple4j.serve.PredictorException.Category;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tensorflow.proto.SignatureDef;

/** Holds a version, and counts its requests against the quota of the model. */
final class VersionLease implements ModelLease {
  private final LoadedVersion version;
  private final Quota quota;
  private final AtomicBoolean closed = new AtomicBoolean();

  /** A lease that ends the caller's hold of the version when it is closed. */
  VersionLease(LoadedVersion version, Quota quota) {
    this.version = version;
    this.quota = quota;
  }

  @Override
  public String model() {
    return version.model();
  }

  @Override
  public long version() {
    return version.version();
  }

  @Override
  public ImmutableSortedMap<String, Signature> signatures() {
    return version.signatures();
  }

  @Override
  public ImmutableMap<String, SignatureDef> signatureDefs() {
    return version.signatureDefs();
  }

  @Override
  public Prediction predict(
      String signature, Map<String, Column> inputs, Set<String> outputs, long deadlineNanos) {
    // A hold of its own: another thread may close the lease meanwhile.
    if (closed.get() || !version.hold()) {
      throw new IllegalStateException("the lease of " + model() + " is closed");
    }
    try {
      return predictWithinQuota(signature, inputs, outputs, deadlineNanos);
    } finally {
      version.release();
    }
  }

  private Prediction predictWithinQuota(
      String signature, Map<String, Column> inputs, Set<String> outputs, long deadlineNanos) {
    if (!quota.take()) {
      version.tellRefused(signature, inputs, Category.QUOTA_EXCEEDED);
      throw new PredictorException(
          Category.QUOTA_EXCEEDED,
          "model \"" + model() + "\": more than " + quota.maximum() + " requests at a time");
    }
    try {
      return version.predict(signature, inputs, outputs, deadlineNanos);
    } finally {
      quota.giveBack();
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      version.release();
    }
  }
}

package io.github.ple4j.serve.grpc;

import com.google.protobuf.Int64Value;
import io.github.ple4j.serve.ModelLease;
import io.github.ple4j.serve.Models;
import io.github.ple4j.serve.Predictor;
import io.github.ple4j.serve.Servables;
import io.github.ple4j.serve.ServingException;
import io.github.ple4j.serve.VersionChoice;
import io.github.ple4j.serve.proto.ModelSpec;

/** Models as requests name them, and answers tell which it was. */
final class ModelSpecs {
  private ModelSpecs() {}

  /** The version of the model that a request means; the caller closes the lease. */
  static ModelLease lease(Models models, ModelSpec spec) {
    if (spec.getName().isEmpty()) {
      throw ServingException.invalid("ModelSpec has no name specified.");
    }
    return Servables.lease(models, spec.getName(), choice(spec));
  }

  static VersionChoice choice(ModelSpec spec) {
    return switch (spec.getVersionChoiceCase()) {
      case VERSION -> VersionChoice.number(spec.getVersion().getValue());
      case VERSION_LABEL -> VersionChoice.label(spec.getVersionLabel());
      case VERSIONCHOICE_NOT_SET -> VersionChoice.latest();
    };
  }

  /** Refuses a request that names no model. */
  static void require(boolean present) {
    if (!present) {
      throw ServingException.invalid("Missing ModelSpec");
    }
  }

  /** Which version answered, by which signature. */
  static ModelSpec answered(ModelLease lease, String signature) {
    return answered(lease).toBuilder()
        .setSignatureName(signature.isEmpty() ? Predictor.DEFAULT_SIGNATURE : signature)
        .build();
  }

  /** Which version answered. */
  static ModelSpec answered(ModelLease lease) {
    return ModelSpec.newBuilder()
        .setName(lease.model())
        .setVersion(Int64Value.of(lease.version()))
        .build();
  }
}

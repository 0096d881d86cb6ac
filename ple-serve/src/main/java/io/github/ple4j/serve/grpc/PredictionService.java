package io.github.ple4j.serve.grpc;

import com.google.protobuf.Any;
import io.github.ple4j.serve.Column;
import io.github.ple4j.serve.ExampleInference;
import io.github.ple4j.serve.ModelLease;
import io.github.ple4j.serve.Models;
import io.github.ple4j.serve.Predictor;
import io.github.ple4j.serve.Servables;
import io.github.ple4j.serve.ServingException;
import io.github.ple4j.serve.Signature;
import io.github.ple4j.serve.StatusCode;
import io.github.ple4j.serve.TensorProtos;
import io.github.ple4j.serve.proto.ClassificationRequest;
import io.github.ple4j.serve.proto.ClassificationResponse;
import io.github.ple4j.serve.proto.ClassificationResult;
import io.github.ple4j.serve.proto.Classifications;
import io.github.ple4j.serve.proto.ExampleListWithContext;
import io.github.ple4j.serve.proto.GetModelMetadataRequest;
import io.github.ple4j.serve.proto.GetModelMetadataResponse;
import io.github.ple4j.serve.proto.InferenceResult;
import io.github.ple4j.serve.proto.InferenceTask;
import io.github.ple4j.serve.proto.Input;
import io.github.ple4j.serve.proto.ModelSpec;
import io.github.ple4j.serve.proto.MultiInferenceRequest;
import io.github.ple4j.serve.proto.MultiInferenceResponse;
import io.github.ple4j.serve.proto.PredictRequest;
import io.github.ple4j.serve.proto.PredictResponse;
import io.github.ple4j.serve.proto.Regression;
import io.github.ple4j.serve.proto.RegressionRequest;
import io.github.ple4j.serve.proto.RegressionResponse;
import io.github.ple4j.serve.proto.RegressionResult;
import io.github.ple4j.serve.proto.SignatureDefMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The methods of {@code tensorflow.serving.PredictionService}. Thread-safe. */
final class PredictionService {
  private static final String SIGNATURE_DEF = "signature_def";

  private final Models models;
  private final long maximumBytes;

  /** Those of the models; the tensors of a request have at most so many bytes. */
  PredictionService(Models models, long maximumBytes) {
    this.models = models;
    this.maximumBytes = maximumBytes;
  }

  PredictResponse predict(PredictRequest request, long deadlineNanos) {
    ModelSpecs.require(request.hasModelSpec());
    ModelSpec spec = request.getModelSpec();
    try (ModelLease lease = ModelSpecs.lease(models, spec)) {
      Signature signature = signature(lease, spec);
      Set<String> outputs = Servables.outputs(signature, request.getOutputFilterList());
      Map<String, Column> inputs = inputs(signature, request);
      PredictResponse.Builder response =
          PredictResponse.newBuilder().setModelSpec(ModelSpecs.answered(lease, signature.name()));
      lease
          .predict(signature.name(), inputs, outputs, deadlineNanos)
          .columns()
          .forEach((name, column) -> response.putOutputs(name, TensorProtos.fields(column)));
      return response.build();
    }
  }

  private static Signature signature(ModelLease lease, ModelSpec spec) {
    String name =
        spec.getSignatureName().isEmpty() ? Predictor.DEFAULT_SIGNATURE : spec.getSignatureName();
    if (!lease.signatureDefs().containsKey(name)) {
      throw new ServingException(
          StatusCode.FAILED_PRECONDITION, "Serving signature key \"" + name + "\" not found.");
    }
    return Servables.signature(lease, name);
  }

  private Map<String, Column> inputs(Signature signature, PredictRequest request) {
    Set<String> expected = signature.inputs().keySet();
    Set<String> found = request.getInputsMap().keySet();
    if (!found.equals(expected)) {
      throw ServingException.invalid(
          "input size does not match signature: "
              + found.size()
              + "!="
              + expected.size()
              + " len({"
              + names(found, Set.of())
              + "}) != len({"
              + names(expected, Set.of())
              + "}). Sent extra: {"
              + names(found, expected)
              + "}. Missing but required: {"
              + names(expected, found)
              + "}.");
    }
    try {
      return TensorProtos.columns(request.getInputsMap(), maximumBytes);
    } catch (IllegalArgumentException e) {
      throw ServingException.invalid("signature \"" + signature.name() + "\": " + e.getMessage());
    }
  }

  private static String names(Set<String> names, Set<String> without) {
    return String.join(
        ",", names.stream().filter(name -> !without.contains(name)).sorted().toList());
  }

  ClassificationResponse classify(ClassificationRequest request, long deadlineNanos) {
    ModelSpecs.require(request.hasModelSpec());
    ModelSpec spec = request.getModelSpec();
    try (ModelLease lease = ModelSpecs.lease(models, spec)) {
      return ClassificationResponse.newBuilder()
          .setResult(
              classifications(
                  lease, spec.getSignatureName(), examples(request.getInput()), deadlineNanos))
          .setModelSpec(ModelSpecs.answered(lease, spec.getSignatureName()))
          .build();
    }
  }

  private static ClassificationResult classifications(
      ModelLease lease, String signature, byte[][] examples, long deadlineNanos) {
    ExampleInference.Classifications classified =
        ExampleInference.classify(lease, signature, examples, deadlineNanos);
    Optional<String[]> labels = classified.labels().map(Column::asStrings);
    Optional<float[]> scores = classified.scores().map(Column::asFloats);
    ClassificationResult.Builder result = ClassificationResult.newBuilder();
    for (int example = 0, i = 0; example < classified.examples(); example++) {
      Classifications.Builder classes = result.addClassificationsBuilder();
      for (int j = 0; j < classified.classes(); j++, i++) {
        io.github.ple4j.serve.proto.Class.Builder one = classes.addClassesBuilder();
        if (labels.isPresent()) {
          one.setLabel(labels.get()[i]);
        }
        if (scores.isPresent()) {
          one.setScore(scores.get()[i]);
        }
      }
    }
    return result.build();
  }

  RegressionResponse regress(RegressionRequest request, long deadlineNanos) {
    ModelSpecs.require(request.hasModelSpec());
    ModelSpec spec = request.getModelSpec();
    try (ModelLease lease = ModelSpecs.lease(models, spec)) {
      return RegressionResponse.newBuilder()
          .setResult(
              regressions(
                  lease, spec.getSignatureName(), examples(request.getInput()), deadlineNanos))
          .setModelSpec(ModelSpecs.answered(lease, spec.getSignatureName()))
          .build();
    }
  }

  private static RegressionResult regressions(
      ModelLease lease, String signature, byte[][] examples, long deadlineNanos) {
    RegressionResult.Builder result = RegressionResult.newBuilder();
    for (float value : ExampleInference.regress(lease, signature, examples, deadlineNanos)) {
      result.addRegressions(Regression.newBuilder().setValue(value));
    }
    return result.build();
  }

  private static byte[][] examples(Input input) {
    return switch (input.getKindCase()) {
      case EXAMPLE_LIST ->
          ExampleInference.serialized(Optional.empty(), input.getExampleList().getExamplesList());
      case EXAMPLE_LIST_WITH_CONTEXT -> {
        ExampleListWithContext list = input.getExampleListWithContext();
        yield ExampleInference.serialized(
            list.hasContext() ? Optional.of(list.getContext()) : Optional.empty(),
            list.getExamplesList());
      }
      case KIND_NOT_SET -> new byte[0][];
    };
  }

  /** Several signatures for the same examples, one after the other, of one version. */
  MultiInferenceResponse multiInference(MultiInferenceRequest request, long deadlineNanos) {
    MultiInferenceResponse.Builder response = MultiInferenceResponse.newBuilder();
    if (request.getTasksCount() == 0) {
      throw ServingException.invalid("Inference request contains no tasks");
    }
    ModelSpec first = request.getTasks(0).getModelSpec();
    checkTasks(request, first);
    byte[][] examples = examples(request.getInput());
    try (ModelLease lease = ModelSpecs.lease(models, first)) {
      for (InferenceTask task : request.getTasksList()) {
        String signature = task.getModelSpec().getSignatureName();
        InferenceResult.Builder result =
            response.addResultsBuilder().setModelSpec(ModelSpecs.answered(lease, signature));
        if (isClassification(task)) {
          result.setClassificationResult(
              classifications(lease, signature, examples, deadlineNanos));
        } else {
          result.setRegressionResult(regressions(lease, signature, examples, deadlineNanos));
        }
      }
    }
    return response.build();
  }

  private static void checkTasks(MultiInferenceRequest request, ModelSpec first) {
    Set<String> signatures = new HashSet<>();
    for (InferenceTask task : request.getTasksList()) {
      ModelSpec spec = task.getModelSpec();
      if (spec.getName().isEmpty()) {
        throw ServingException.invalid("Found ModelSpec with an empty model name.");
      }
      if (!spec.getName().equals(first.getName())) {
        throw ServingException.invalid(
            "All ModelSpecs in a MultiInferenceRequest must access the same model name.");
      }
      if (!ModelSpecs.choice(spec).equals(ModelSpecs.choice(first))) {
        throw ServingException.invalid(
            "All ModelSpecs in a MultiInferenceRequest must access the same model version.");
      }
      String signature =
          spec.getSignatureName().isEmpty() ? Predictor.DEFAULT_SIGNATURE : spec.getSignatureName();
      if (!signatures.add(signature)) {
        throw ServingException.invalid("Duplicate evaluation of signature: " + signature);
      }
      if (!isClassification(task) && !task.getMethodName().equals("tensorflow/serving/regress")) {
        throw new ServingException(
            StatusCode.UNIMPLEMENTED, "Unsupported signature method_name: " + task.getMethodName());
      }
    }
  }

  private static boolean isClassification(InferenceTask task) {
    return task.getMethodName().equals("tensorflow/serving/classify");
  }

  GetModelMetadataResponse getModelMetadata(GetModelMetadataRequest request, long deadlineNanos) {
    ModelSpecs.require(request.hasModelSpec());
    if (request.getMetadataFieldCount() == 0) {
      throw ServingException.invalid(
          "GetModelMetadataRequest must specify at least one metadata_field");
    }
    for (String field : request.getMetadataFieldList()) {
      if (!field.equals(SIGNATURE_DEF)) {
        throw ServingException.invalid("Metadata field " + field + " is not supported");
      }
    }
    try (ModelLease lease = ModelSpecs.lease(models, request.getModelSpec())) {
      return GetModelMetadataResponse.newBuilder()
          .setModelSpec(ModelSpecs.answered(lease))
          .putMetadata(
              SIGNATURE_DEF,
              Any.pack(
                  SignatureDefMap.newBuilder().putAllSignatureDef(lease.signatureDefs()).build()))
          .build();
    }
  }
}

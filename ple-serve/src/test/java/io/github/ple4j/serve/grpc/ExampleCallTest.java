package io.github.ple4j.serve.grpc;

import static io.github.ple4j.serve.grpc.ExampleModel.example;
import static io.github.ple4j.serve.grpc.ExampleModel.feature;
import static io.github.ple4j.serve.grpc.Served.spec;
import static io.github.ple4j.serve.grpc.ServingMethods.CLASSIFY;
import static io.github.ple4j.serve.grpc.ServingMethods.MULTI_INFERENCE;
import static io.github.ple4j.serve.grpc.ServingMethods.REGRESS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.ple4j.serve.proto.ClassificationRequest;
import io.github.ple4j.serve.proto.ClassificationResponse;
import io.github.ple4j.serve.proto.ClassificationResult;
import io.github.ple4j.serve.proto.Classifications;
import io.github.ple4j.serve.proto.ExampleList;
import io.github.ple4j.serve.proto.ExampleListWithContext;
import io.github.ple4j.serve.proto.InferenceTask;
import io.github.ple4j.serve.proto.Input;
import io.github.ple4j.serve.proto.ModelSpec;
import io.github.ple4j.serve.proto.MultiInferenceRequest;
import io.github.ple4j.serve.proto.MultiInferenceResponse;
import io.github.ple4j.serve.proto.Regression;
import io.github.ple4j.serve.proto.RegressionRequest;
import io.github.ple4j.serve.proto.RegressionResponse;
import io.grpc.Status;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Features;

@TestInstance(Lifecycle.PER_CLASS)
class ExampleCallTest {
  private static final Input TWO =
      Input.newBuilder()
          .setExampleList(
              ExampleList.newBuilder().addExamples(example(1, 2)).addExamples(example(3, 5)))
          .build();

  private static final ClassificationResult CLASSES_OF_TWO =
      ClassificationResult.newBuilder()
          .addClassifications(classes(1, 2))
          .addClassifications(classes(3, 5))
          .build();

  private Served served;

  @BeforeAll
  void serve(@TempDir Path directory) {
    served = Served.in(directory);
  }

  @AfterAll
  void close() {
    served.close();
  }

  private static Classifications classes(float left, float right) {
    return Classifications.newBuilder()
        .addClasses(labelled("left", left))
        .addClasses(labelled("right", right))
        .build();
  }

  private static io.github.ple4j.serve.proto.Class labelled(String label, float score) {
    return io.github.ple4j.serve.proto.Class.newBuilder().setLabel(label).setScore(score).build();
  }

  @Test
  void examplesAreClassified() {
    ClassificationResponse response =
        served.call(
            CLASSIFY,
            ClassificationRequest.newBuilder()
                .setModelSpec(spec("examples"))
                .setInput(TWO)
                .build());
    assertThat(response.getResult()).isEqualTo(CLASSES_OF_TWO);
    assertThat(response.getModelSpec()).isEqualTo(spec("examples", 3, "serving_default"));
  }

  @Test
  void classesWithoutLabelsHaveScores() {
    ClassificationResponse response =
        served.call(
            CLASSIFY,
            ClassificationRequest.newBuilder()
                .setModelSpec(spec("examples", "scores"))
                .setInput(TWO)
                .build());
    assertThat(response.getResult().getClassifications(1).getClassesList())
        .containsExactly(labelled("", 3), labelled("", 5));
  }

  @Test
  void examplesGiveNumbers() {
    RegressionResponse response = served.call(REGRESS, regression(TWO));
    assertThat(response.getResult().getRegressionsList())
        .extracting(Regression::getValue)
        .containsExactly(-1f, -2f);
    assertThat(response.getModelSpec()).isEqualTo(spec("examples", 3, "regress"));
  }

  private static RegressionRequest regression(Input input) {
    return RegressionRequest.newBuilder()
        .setModelSpec(spec("examples", "regress"))
        .setInput(input)
        .build();
  }

  @Test
  void theContextsFeaturesAreThoseOfEveryExampleThatHasNoneItself() {
    Input input =
        Input.newBuilder()
            .setExampleListWithContext(
                ExampleListWithContext.newBuilder()
                    .setContext(example(0, 100))
                    .addExamples(
                        Example.newBuilder()
                            .setFeatures(Features.newBuilder().putFeature("x", feature(101))))
                    .addExamples(example(7, 3)))
            .build();
    assertThat(served.call(REGRESS, regression(input)).getResult().getRegressionsList())
        .extracting(Regression::getValue)
        .containsExactly(1f, 4f);
  }

  @Test
  void severalQuestionsAreAnsweredForTheSameExamples() {
    MultiInferenceResponse response =
        served.call(
            MULTI_INFERENCE,
            MultiInferenceRequest.newBuilder()
                .addTasks(task(spec("examples", "regress"), "tensorflow/serving/regress"))
                .addTasks(task(spec("examples"), "tensorflow/serving/classify"))
                .setInput(TWO)
                .build());
    assertThat(response.getResultsCount()).isEqualTo(2);
    assertThat(response.getResults(0).getModelSpec()).isEqualTo(spec("examples", 3, "regress"));
    assertThat(response.getResults(0).getRegressionResult().getRegressionsList())
        .extracting(Regression::getValue)
        .containsExactly(-1f, -2f);
    assertThat(response.getResults(1).getModelSpec())
        .isEqualTo(spec("examples", 3, "serving_default"));
    assertThat(response.getResults(1).getClassificationResult()).isEqualTo(CLASSES_OF_TWO);
  }

  private static InferenceTask task(ModelSpec.Builder spec, String method) {
    return InferenceTask.newBuilder().setModelSpec(spec).setMethodName(method).build();
  }

  @Test
  void questionsThatDoNotBelongTogetherAreRefused() {
    InferenceTask classify = task(spec("examples"), "tensorflow/serving/classify");
    assertRefused(MultiInferenceRequest.newBuilder(), Status.Code.INVALID_ARGUMENT, "no tasks");
    assertRefused(
        MultiInferenceRequest.newBuilder()
            .addTasks(classify)
            .addTasks(task(spec("ranking", "a"), "tensorflow/serving/classify")),
        Status.Code.INVALID_ARGUMENT,
        "must access the same model name.");
    assertRefused(
        MultiInferenceRequest.newBuilder().addTasks(classify).addTasks(classify),
        Status.Code.INVALID_ARGUMENT,
        "Duplicate evaluation of signature: serving_default");
    assertRefused(
        MultiInferenceRequest.newBuilder().addTasks(task(spec("examples"), "predict")),
        Status.Code.UNIMPLEMENTED,
        "Unsupported signature method_name: predict");
    assertRefused(
        MultiInferenceRequest.newBuilder().addTasks(task(spec(""), "predict")),
        Status.Code.INVALID_ARGUMENT,
        "Found ModelSpec with an empty model name.");
  }

  private void assertRefused(
      MultiInferenceRequest.Builder request, Status.Code code, String description) {
    Status status = served.refusal(MULTI_INFERENCE, request.setInput(TWO).build());
    assertThat(status.getDescription()).endsWith(description);
    assertThat(status.getCode()).isEqualTo(code);
  }

  @Test
  void noExamplesAndOtherSignaturesAreRefused() {
    Status empty = served.refusal(REGRESS, regression(Input.getDefaultInstance()));
    assertThat(empty.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(empty.getDescription()).startsWith("Input is empty");
    Status other =
        served.refusal(
            CLASSIFY,
            ClassificationRequest.newBuilder().setModelSpec(spec("ranking")).setInput(TWO).build());
    assertThat(other.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    Status broken =
        served.refusal(
            REGRESS,
            regression(
                Input.newBuilder()
                    .setExampleList(
                        ExampleList.newBuilder().addExamples(Example.getDefaultInstance()))
                    .build()));
    assertThat(broken.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(broken.getDescription()).contains("x");
  }
}

package io.github.ple4j.serve.grpc;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import io.github.ple4j.serve.proto.ClassificationRequest;
import io.github.ple4j.serve.proto.ClassificationResponse;
import io.github.ple4j.serve.proto.GetModelMetadataRequest;
import io.github.ple4j.serve.proto.GetModelMetadataResponse;
import io.github.ple4j.serve.proto.GetModelStatusRequest;
import io.github.ple4j.serve.proto.GetModelStatusResponse;
import io.github.ple4j.serve.proto.ModelServiceOuterClass;
import io.github.ple4j.serve.proto.MultiInferenceRequest;
import io.github.ple4j.serve.proto.MultiInferenceResponse;
import io.github.ple4j.serve.proto.PredictRequest;
import io.github.ple4j.serve.proto.PredictResponse;
import io.github.ple4j.serve.proto.PredictionServiceOuterClass;
import io.github.ple4j.serve.proto.RegressionRequest;
import io.github.ple4j.serve.proto.RegressionResponse;
import io.github.ple4j.serve.proto.ReloadConfigRequest;
import io.github.ple4j.serve.proto.ReloadConfigResponse;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import io.grpc.protobuf.ProtoUtils;

/**
 * The methods of {@code tensorflow.serving.PredictionService} and {@code ModelService}, for servers
 * and clients:
 *
 * <pre>{@code
 * PredictResponse response =
 *     ClientCalls.blockingUnaryCall(
 *         channel, ServingMethods.PREDICT, CallOptions.DEFAULT, request);
 * }</pre>
 */
public final class ServingMethods {
  /** The service of predictions. */
  static final Schema PREDICTION_SERVICE =
      new Schema(
          PredictionServiceOuterClass.getDescriptor().findServiceByName("PredictionService"));

  /** The service of models. */
  static final Schema MODEL_SERVICE =
      new Schema(ModelServiceOuterClass.getDescriptor().findServiceByName("ModelService"));

  /** Classes and their scores for examples. */
  public static final io.grpc.MethodDescriptor<ClassificationRequest, ClassificationResponse>
      CLASSIFY =
          method(
              PREDICTION_SERVICE,
              "Classify",
              ClassificationRequest.getDefaultInstance(),
              ClassificationResponse.getDefaultInstance());

  /** A number for each example. */
  public static final io.grpc.MethodDescriptor<RegressionRequest, RegressionResponse> REGRESS =
      method(
          PREDICTION_SERVICE,
          "Regress",
          RegressionRequest.getDefaultInstance(),
          RegressionResponse.getDefaultInstance());

  /** Whatever outputs a signature has. */
  public static final io.grpc.MethodDescriptor<PredictRequest, PredictResponse> PREDICT =
      method(
          PREDICTION_SERVICE,
          "Predict",
          PredictRequest.getDefaultInstance(),
          PredictResponse.getDefaultInstance());

  /** Several signatures for the same examples. */
  public static final io.grpc.MethodDescriptor<MultiInferenceRequest, MultiInferenceResponse>
      MULTI_INFERENCE =
          method(
              PREDICTION_SERVICE,
              "MultiInference",
              MultiInferenceRequest.getDefaultInstance(),
              MultiInferenceResponse.getDefaultInstance());

  /** What a model can be asked. */
  public static final io.grpc.MethodDescriptor<GetModelMetadataRequest, GetModelMetadataResponse>
      GET_MODEL_METADATA =
          method(
              PREDICTION_SERVICE,
              "GetModelMetadata",
              GetModelMetadataRequest.getDefaultInstance(),
              GetModelMetadataResponse.getDefaultInstance());

  /** The versions of a model, and what became of them. */
  public static final io.grpc.MethodDescriptor<GetModelStatusRequest, GetModelStatusResponse>
      GET_MODEL_STATUS =
          method(
              MODEL_SERVICE,
              "GetModelStatus",
              GetModelStatusRequest.getDefaultInstance(),
              GetModelStatusResponse.getDefaultInstance());

  /** Takes another set of models. */
  public static final io.grpc.MethodDescriptor<ReloadConfigRequest, ReloadConfigResponse>
      HANDLE_RELOAD_CONFIG_REQUEST =
          method(
              MODEL_SERVICE,
              "HandleReloadConfigRequest",
              ReloadConfigRequest.getDefaultInstance(),
              ReloadConfigResponse.getDefaultInstance());

  private ServingMethods() {}

  private static <Q extends Message, A extends Message> io.grpc.MethodDescriptor<Q, A> method(
      Schema service, String name, Q request, A response) {
    return io.grpc.MethodDescriptor.<Q, A>newBuilder()
        .setType(MethodType.UNARY)
        .setFullMethodName(
            io.grpc.MethodDescriptor.generateFullMethodName(
                service.getServiceDescriptor().getFullName(), name))
        .setRequestMarshaller(ProtoUtils.marshaller(request))
        .setResponseMarshaller(ProtoUtils.marshaller(response))
        .setSchemaDescriptor(
            new MethodSchema(service, service.getServiceDescriptor().findMethodByName(name)))
        .build();
  }

  /** Where reflection finds a service's file. */
  record Schema(ServiceDescriptor service) implements ProtoServiceDescriptorSupplier {
    @Override
    public ServiceDescriptor getServiceDescriptor() {
      return service;
    }

    @Override
    public FileDescriptor getFileDescriptor() {
      return service.getFile();
    }
  }

  private record MethodSchema(Schema service, MethodDescriptor method)
      implements ProtoMethodDescriptorSupplier, ProtoFileDescriptorSupplier {
    @Override
    public MethodDescriptor getMethodDescriptor() {
      return method;
    }

    @Override
    public ServiceDescriptor getServiceDescriptor() {
      return service.getServiceDescriptor();
    }

    @Override
    public FileDescriptor getFileDescriptor() {
      return service.getFileDescriptor();
    }
  }
}

"""Calls a server with nothing but its address: declarations come by reflection (v1alpha)."""

import sys

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

REFLECTION = "grpc.reflection.v1alpha"


def reflection_messages():
    """The few messages of reflection itself, which cannot be asked for."""
    file = descriptor_pb2.FileDescriptorProto(
        name="reflection.proto", package=REFLECTION, syntax="proto3")
    field = descriptor_pb2.FieldDescriptorProto
    request = file.message_type.add(name="ServerReflectionRequest")
    request.field.add(name="file_by_filename", number=3, type=field.TYPE_STRING,
                      label=field.LABEL_OPTIONAL)
    request.field.add(name="file_containing_symbol", number=4, type=field.TYPE_STRING,
                      label=field.LABEL_OPTIONAL)
    files = file.message_type.add(name="FileDescriptorResponse")
    files.field.add(name="file_descriptor_proto", number=1, type=field.TYPE_BYTES,
                    label=field.LABEL_REPEATED)
    response = file.message_type.add(name="ServerReflectionResponse")
    response.field.add(name="file_descriptor_response", number=4, type=field.TYPE_MESSAGE,
                       type_name=f".{REFLECTION}.FileDescriptorResponse",
                       label=field.LABEL_OPTIONAL)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    factory = message_factory.MessageFactory(pool)
    return [factory.GetPrototype(pool.FindMessageTypeByName(f"{REFLECTION}.{name}"))
            for name in ("ServerReflectionRequest", "ServerReflectionResponse")]


def declarations(channel, symbols):
    """A pool with the files of the symbols, and all that they import."""
    request, response = reflection_messages()
    ask = channel.stream_stream(
        f"/{REFLECTION}.ServerReflection/ServerReflectionInfo",
        request_serializer=request.SerializeToString,
        response_deserializer=response.FromString)
    files = {}

    def fetch(question):
        for answer in ask(iter([question])):
            for content in answer.file_descriptor_response.file_descriptor_proto:
                file = descriptor_pb2.FileDescriptorProto.FromString(content)
                if file.name not in files:
                    files[file.name] = file
                    for name in file.dependency:
                        if name not in files:
                            fetch(request(file_by_filename=name))

    for symbol in symbols:
        fetch(request(file_containing_symbol=symbol))
    pool = descriptor_pool.DescriptorPool()
    added = set()

    def add(name):
        if name not in added:
            added.add(name)
            for dependency in files[name].dependency:
                add(dependency)
            pool.Add(files[name])

    for name in files:
        add(name)
    return pool


def main(address):
    channel = grpc.insecure_channel(address)
    services = ["tensorflow.serving.PredictionService", "tensorflow.serving.ModelService"]
    pool = declarations(channel, services)
    factory = message_factory.MessageFactory(pool)

    def message(name):
        return factory.GetPrototype(pool.FindMessageTypeByName(name))

    def method(service, name):
        described = pool.FindServiceByName(service).FindMethodByName(name)
        request = factory.GetPrototype(described.input_type)
        response = factory.GetPrototype(described.output_type)
        return request, channel.unary_unary(
            f"/{service}/{name}",
            request_serializer=request.SerializeToString,
            response_deserializer=response.FromString)

    request_type, predict = method(services[0], "Predict")
    request = request_type()
    request.model_spec.name = "echo"
    request.model_spec.signature_name = "float32"
    tensor = request.inputs["x"]
    tensor.dtype = 1  # DT_FLOAT
    tensor.tensor_shape.dim.add(size=2)
    tensor.float_val.extend([1.5, -2.0])
    answer = predict(request, timeout=60)
    print("y", list(answer.outputs["y"].float_val))
    print("model", answer.model_spec.name, "version", answer.model_spec.version.value,
          "signature", answer.model_spec.signature_name)

    request.model_spec.name = "nobody"
    try:
        predict(request, timeout=60)
    except grpc.RpcError as error:
        print(error.code().name, error.details())

    request_type, status = method(services[1], "GetModelStatus")
    request = request_type()
    request.model_spec.name = "echo"
    version = status(request, timeout=60).model_version_status[0]
    states = pool.FindEnumTypeByName("tensorflow.serving.ModelVersionStatus.State")
    print("status", states.values_by_number[version.state].name)

    request_type, metadata = method(services[0], "GetModelMetadata")
    request = request_type(metadata_field=["signature_def"])
    request.model_spec.name = "echo"
    signatures = message("tensorflow.serving.SignatureDefMap")()
    metadata(request, timeout=60).metadata["signature_def"].Unpack(signatures)
    print("signatures", *sorted(signatures.signature_def))


main(sys.argv[1])

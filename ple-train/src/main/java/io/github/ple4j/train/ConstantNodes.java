package io.github.ple4j.train;

import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** Constants in a graph's definition. */
final class ConstantNodes {
  private ConstantNodes() {}

  /** Axes, {@code [n]} of 32 bits each. */
  static NodeDef axes(String name, String device, Iterable<Integer> axes) {
    TensorProto.Builder value = TensorProto.newBuilder().setDtype(DataType.DT_INT32);
    value.addAllIntVal(axes);
    value.getTensorShapeBuilder().addDimBuilder().setSize(value.getIntValCount());
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Const")
        .setDevice(device)
        .putAttr("dtype", AttrValue.newBuilder().setType(DataType.DT_INT32).build())
        .putAttr("value", AttrValue.newBuilder().setTensor(value).build())
        .build();
  }
}

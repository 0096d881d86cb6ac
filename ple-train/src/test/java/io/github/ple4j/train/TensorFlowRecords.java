package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.file.Path;
import org.tensorflow.EagerSession;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.exceptions.TFOutOfRangeException;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.Event;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** TensorFlow's own reader of TFRecords, which checks their checksums. */
final class TensorFlowRecords {
  private static final ImmutableList<Class<? extends TType>> TYPES =
      ImmutableList.of(TString.class);
  private static final ImmutableList<Shape> SHAPES = ImmutableList.of(Shape.scalar());

  private TensorFlowRecords() {}

  /**
   * The events of a file.
   *
   * @throws TensorFlowException if a record is cut short, or not what its checksums say
   */
  static ImmutableList<Event> events(Path file) throws InvalidProtocolBufferException {
    ImmutableList.Builder<Event> events = ImmutableList.builder();
    try (EagerSession session = EagerSession.create()) {
      Ops tf = Ops.create(session);
      // Not tf.data.tfRecordDataset, which TensorFlow builds anew with an input too few.
      Operation records =
          tf.scope()
              .opBuilder("TFRecordDataset", "records")
              .addInput(tf.constant(file.toString()).asOutput())
              .addInput(tf.constant("").asOutput())
              .addInput(tf.constant(0L).asOutput())
              .build();
      Operand<? extends TType> iterator = tf.data.anonymousIterator(TYPES, SHAPES);
      tf.data.makeIterator(records.output(0), iterator);
      while (true) {
        TString record =
            (TString) tf.data.iteratorGetNext(iterator, TYPES, SHAPES).iterator().next().asTensor();
        events.add(Event.parseFrom(record.asBytes().getObject()));
      }
    } catch (TFOutOfRangeException e) {
      return events.build();
    }
  }
}

package io.github.ple4j.serve;

import com.google.common.primitives.ImmutableDoubleArray;
import io.github.ple4j.serve.RankingFiles.RankingFormula;
import io.github.ple4j.serve.RankingFiles.RankingLength;
import io.github.ple4j.serve.RankingFiles.RankingPiecewiseLinear;
import io.github.ple4j.serve.RankingFiles.RankingPoint;
import io.github.ple4j.serve.RankingFiles.RankingTask;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** A {@link Ranking} from text. */
final class RankingText {
  private RankingText() {}

  static Ranking parse(TextFile file) {
    RankingFormula.Builder formula = RankingFormula.newBuilder();
    TextFile.Places places = file.parse(formula);
    if (formula.getTasksCount() == 0) {
      throw new IllegalArgumentException(
          file.source() + ": expected one or more tasks, found none");
    }
    List<RankingWeight> weights = new ArrayList<>();
    Set<String> outputs = new HashSet<>();
    for (int i = 0; i < formula.getTasksCount(); i++) {
      RankingTask task = formula.getTasks(i);
      String place = places.place("tasks", i);
      if (!task.hasWeight()) {
        throw new IllegalArgumentException(place + ": expected a weight, found none");
      }
      if (!outputs.add(task.getOutput())) {
        throw new IllegalArgumentException(
            place + ": output \"" + task.getOutput() + "\" must be given once");
      }
      weights.add(at(place, () -> new RankingWeight(task.getOutput(), task.getWeight())));
    }
    LengthFunction length =
        formula.hasLength()
            ? at(places.place("length"), () -> length(formula.getLength()))
            : LengthFunction.none();
    return Ranking.of(weights, length);
  }

  private static <T> T at(String place, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
    }
  }

  private static LengthFunction length(RankingLength length) {
    return switch (length.getFunctionCase()) {
      case LOG1P ->
          LengthFunction.log1p(
              length.getLog1P().hasMaximum()
                  ? length.getLog1P().getMaximum()
                  : Double.POSITIVE_INFINITY);
      case POWER -> {
        if (!length.getPower().hasExponent()) {
          throw new IllegalArgumentException("expected an exponent, found none");
        }
        yield LengthFunction.power(
            length.getPower().getExponent(),
            length.getPower().hasMaximum()
                ? length.getPower().getMaximum()
                : Double.POSITIVE_INFINITY);
      }
      case PIECEWISE_LINEAR -> piecewiseLinear(length.getPiecewiseLinear());
      case FUNCTION_NOT_SET ->
          throw new IllegalArgumentException(
              "expected log1p, power or piecewise_linear, found nothing");
    };
  }

  private static LengthFunction piecewiseLinear(RankingPiecewiseLinear function) {
    return LengthFunction.piecewiseLinear(
        ImmutableDoubleArray.copyOf(
            function.getPointsList().stream().mapToDouble(RankingPoint::getLength)),
        ImmutableDoubleArray.copyOf(
            function.getPointsList().stream().mapToDouble(RankingPoint::getValue)));
  }
}

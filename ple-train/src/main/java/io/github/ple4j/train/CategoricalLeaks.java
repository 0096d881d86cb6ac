package io.github.ple4j.train;

import com.google.common.collect.ImmutableList;
import io.github.ple4j.datasets.Bag;
import io.github.ple4j.datasets.Batch;
import io.github.ple4j.datasets.Dataset;
import io.github.ple4j.datasets.Encoding;
import io.github.ple4j.datasets.Feature;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Ids that give a task's label away; see {@link LeakageGuard}.
 *
 * @param task the task's rows in train
 * @param heldOut the task's rows in validation
 */
record CategoricalLeaks(
    TaskRows task, TaskRows heldOut, Batch train, Batch validation, Dataset data) {
  private static final int ROWS_PER_ID = 10;

  ImmutableList<Finding> findings() {
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    if (task.isBeyondChance()) {
      List<Feature.Categorical> singles = data.schema().singleValued();
      for (int column = 0; column < singles.size(); column++) {
        single(singles.get(column), column, singles.size()).ifPresent(findings::add);
      }
      List<Feature.Categorical> bags = data.schema().multiValued();
      for (int i = 0; task.isBinary() && i < bags.size(); i++) {
        bag(bags.get(i), train.bag(i)).ifPresent(findings::add);
      }
    }
    return findings.build();
  }

  private Optional<Finding> single(Feature.Categorical feature, int column, int columns) {
    if (everyIdHasOneLabel(column, columns)) {
      return Optional.of(
          Finding.error(
              "feature " + feature.name() + " alone decides label " + task.label().name()));
    }
    if (!task.isBinary()) {
      return Optional.empty();
    }
    int[] ids = train.ids();
    for (int ofClass = 0; ofClass < 2; ofClass++) {
      int id = ids[task.firstOf(ofClass) * columns + column]; // no other can be in all of the class
      OptionalInt found = task.classWhere(row -> ids[row * columns + column] == id);
      if (found.isPresent()) {
        return Optional.of(id(feature, id, found.getAsInt()));
      }
    }
    return Optional.empty();
  }

  private boolean everyIdHasOneLabel(int column, int columns) {
    Map<Integer, Float> labels = new HashMap<>();
    for (int i = 0; i < task.size(); i++) {
      int id = train.ids()[task.row(i) * columns + column];
      Float earlier = labels.putIfAbsent(id, task.label(i));
      if ((earlier != null && earlier != task.label(i))
          || labels.size() > task.size() / ROWS_PER_ID) {
        return false;
      }
    }
    int known = 0;
    for (int i = 0; i < heldOut.size(); i++) {
      Float ofId = labels.get(validation.ids()[heldOut.row(i) * columns + column]);
      if (ofId != null) {
        known++;
        if (ofId != heldOut.label(i)) {
          return false;
        }
      }
    }
    return known > 0 && 2 * known >= heldOut.size();
  }

  private Optional<Finding> bag(Feature.Categorical feature, Bag bag) {
    int[] offsets = bag.offsets();
    OptionalInt ofEmpty = task.classWhere(row -> offsets[row] == offsets[row + 1]);
    if (ofEmpty.isPresent()) {
      return Optional.of(
          Finding.exactlyWhere(feature.name(), "is empty", task, ofEmpty.getAsInt()));
    }
    for (int ofClass = 0; ofClass < 2; ofClass++) {
      int first = task.firstOf(ofClass); // an id that is in all of the class is in this one
      int[] candidates =
          IntStream.range(offsets[first], offsets[first + 1])
              .map(value -> bag.ids()[value])
              .distinct()
              .toArray();
      for (int id : candidates) {
        OptionalInt found = task.classWhere(row -> contains(bag, row, id));
        if (found.isPresent()) {
          return Optional.of(id(feature, id, found.getAsInt()));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean contains(Bag bag, int row, int id) {
    for (int value = bag.offsets()[row]; value < bag.offsets()[row + 1]; value++) {
      if (bag.ids()[value] == id) {
        return true;
      }
    }
    return false;
  }

  private Finding id(Feature.Categorical feature, int id, int ofClass) {
    return Finding.exactlyWhere(feature.name(), "has " + token(feature, id), task, ofClass);
  }

  private String token(Feature.Categorical feature, int id) {
    if (feature.encoding() instanceof Encoding.HashEncoding) {
      return "id " + id;
    }
    return id == 0 ? "an unknown token" : "token " + data.vocabulary(feature.name()).token(id);
  }
}

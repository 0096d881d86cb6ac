package io.github.ple4j.train;

import com.google.common.base.Splitter;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Where two training specs differ. */
final class SpecDifference {
  private SpecDifference() {}

  /** The first differences by path, at most three, as a phrase; empty if the two are equal. */
  static Optional<String> between(TrainingSpec stored, TrainingSpec asked) {
    Map<String, String> before = new TreeMap<>();
    Map<String, String> now = new TreeMap<>();
    leaves("", stored, before);
    leaves("", asked, now);
    TreeSet<String> paths = new TreeSet<>(before.keySet());
    paths.addAll(now.keySet());
    List<String> different =
        paths.stream()
            .filter(path -> !value(before, path).equals(value(now, path)))
            .map(path -> path + " was " + value(before, path) + " and is " + value(now, path))
            .toList();
    if (different.isEmpty()) {
      return Optional.empty();
    }
    String first = String.join(", ", different.subList(0, Math.min(3, different.size())));
    int more = different.size() - 3;
    return Optional.of(more > 0 ? first + ", and " + more + " more" : first);
  }

  private static String value(Map<String, String> leaves, String path) {
    return leaves.getOrDefault(path, "unset");
  }

  private static void leaves(String path, Message message, Map<String, String> leaves) {
    if (message.getAllFields().isEmpty()) {
      leaves.put(path, "set");
    }
    for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      String name = path.isEmpty() ? field.getName() : path + "." + field.getName();
      if (field.isMapField()) {
        for (Object item : (List<?>) entry.getValue()) {
          Message pair = (Message) item;
          FieldDescriptor key = pair.getDescriptorForType().findFieldByName("key");
          FieldDescriptor value = pair.getDescriptorForType().findFieldByName("value");
          leaf(name + "[\"" + pair.getField(key) + "\"]", pair.getField(value), leaves);
        }
      } else if (field.isRepeated()) {
        List<?> items = (List<?>) entry.getValue();
        for (int i = 0; i < items.size(); i++) {
          leaf(name + "[" + i + "]", items.get(i), leaves);
        }
      } else {
        leaf(name, entry.getValue(), leaves);
      }
    }
  }

  private static void leaf(String path, Object value, Map<String, String> leaves) {
    if (value instanceof Message message) {
      leaves(path, message, leaves);
    } else {
      leaves.put(path, Splitter.fixedLength(80).split(value + " ").iterator().next().trim());
    }
  }
}

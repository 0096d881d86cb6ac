package io.github.ple4j.train;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import io.github.ple4j.graph.Variable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which variables have a learning rate of their own. */
final class LearningRateGroups {
  private static final String TASK = "task"; // the part before a task's name

  private LearningRateGroups() {}

  /**
   * Base rates of variables, those of no group left out.
   *
   * @throws io.github.ple4j.graph.SpecException if a group has no variable or two have one
   */
  static ImmutableMap<Variable, Double> initialRates(
      List<LearningRateGroup> groups, List<Variable> variables) {
    Map<Variable, LearningRateGroup> found = new LinkedHashMap<>();
    for (int i = 0; i < groups.size(); i++) {
      LearningRateGroup group = groups.get(i);
      String path = "learning_rate_groups[" + i + "].part";
      List<Variable> members =
          variables.stream().filter(v -> hasPart(v.name(), group.getPart())).toList();
      if (members.isEmpty()) {
        throw new io.github.ple4j.graph.SpecException(
            path,
            "expected a part of a variable's name, such as embedding, gate or tower, found "
                + group.getPart()
                + ", which is in none");
      }
      for (Variable member : members) {
        LearningRateGroup other = found.putIfAbsent(member, group);
        if (other != null) {
          throw new io.github.ple4j.graph.SpecException(
              path, member.name() + " is in the group " + other.getPart() + " already");
        }
      }
    }
    ImmutableMap.Builder<Variable, Double> rates = ImmutableMap.builder();
    found.forEach((variable, group) -> rates.put(variable, group.getInitial()));
    return rates.buildOrThrow();
  }

  private static boolean hasPart(String name, String part) {
    String before = "";
    for (String each : Splitter.on('/').split(name)) {
      if (each.equals(part) && !before.equals(TASK)) {
        return true;
      }
      before = each;
    }
    return false;
  }
}

package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** Customized gate control, eq. 2 to 5: progressive layered extraction of one level. */
record CgcArchitecture(Cgc spec) implements Architecture {

  @Override
  public ImmutableList<TaskOutput> build(ModelScope root, Representation inputs) {
    return new PleArchitecture(List.of(spec.getLevel())).build(root, inputs);
  }

  @Override
  public ImmutableList<String> lastSharedLayer() {
    return new PleArchitecture(List.of(spec.getLevel())).lastSharedLayer();
  }
}

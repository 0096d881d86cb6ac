package io.github.ple4j.graph;

import com.google.common.collect.ImmutableList;

/**
 * How the input becomes the tasks' outputs. An architecture knows nothing of losses, optimisers or
 * files; what it wants of training beside the tasks' losses, it says by {@link
 * ModelScope#addAuxiliaryLoss}, {@link ModelScope#step}, {@link ModelScope#addPolicy} and the noise
 * of {@link ModelScope}.
 */
interface Architecture {

  /** Builds the network under {@code root} and gives one output for each task, in their order. */
  ImmutableList<TaskOutput> build(ModelScope root, Representation inputs);

  /**
   * The names of the weights of the last layer that tasks share, of which GradNorm takes norms of
   * gradients; none where tasks share no layer, or one of them reads none that is shared.
   */
  ImmutableList<String> lastSharedLayer();

  /** What two tasks or more have in common beside embeddings. */
  default Sharing sharing() {
    return lastSharedLayer().isEmpty() ? Sharing.NOTHING : Sharing.LAYER;
  }

  /** The architecture that a valid spec names. */
  static Architecture of(ModelSpec spec) {
    return switch (spec.getArchitectureCase()) {
      case SINGLE_TASK -> new SingleTaskArchitecture(spec.getSingleTask());
      case HARD_SHARING -> new HardSharingArchitecture(spec.getHardSharing());
      case MMOE -> new MmoeArchitecture(spec.getMmoe());
      case CGC -> new CgcArchitecture(spec.getCgc());
      case PLE -> new PleArchitecture(spec.getPle().getLevelsList());
      case ASYMMETRIC_SHARING -> new AsymmetricSharingArchitecture(spec.getAsymmetricSharing());
      case CUSTOMIZED_SHARING -> new CustomizedSharingArchitecture(spec.getCustomizedSharing());
      case CROSS_STITCH -> new CrossStitchArchitecture(spec.getCrossStitch(), spec.getTasksList());
      case SLUICE -> new SluiceArchitecture(spec.getSluice(), spec.getTasksList());
      case MOE -> new MoeArchitecture(spec.getMoe());
      case ML_MMOE -> new MlMmoeArchitecture(spec.getMlMmoe());
      case SNR_TRANS -> new SnrArchitecture(spec.getSnrTrans(), true);
      case SNR_AVER -> new SnrArchitecture(spec.getSnrAver(), false);
      case MTAN -> new MtanArchitecture(spec.getMtan());
      case GUMBEL_MATRIX -> new GumbelMatrixArchitecture(spec.getGumbelMatrix());
      case ROUTING_NETWORK ->
          new RoutingNetworkArchitecture(spec.getRoutingNetwork(), spec.getTasksList());
      case MRAN -> new MranArchitecture(spec.getMran());
      case ESMM -> new EsmmArchitecture(spec.getEsmm(), spec.getTasksList());
      case ARCHITECTURE_NOT_SET ->
          throw new SpecException("architecture", "expected one, found none");
    };
  }
}

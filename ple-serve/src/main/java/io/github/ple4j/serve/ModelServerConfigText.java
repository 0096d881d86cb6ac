package io.github.ple4j.serve;

import io.github.ple4j.serve.ModelServerConfigReader.InvalidFieldException;
import io.github.ple4j.serve.ModelServerConfigs.ModelConfig;
import io.github.ple4j.serve.ModelServerConfigs.ModelServerConfig;

/** Configurations in text format, with errors that say where. */
final class ModelServerConfigText {
  private static final String LIST = "model_config_list";
  private static final String CONFIG = "config";
  private static final String LABELS = "version_labels";

  private ModelServerConfigText() {}

  /**
   * The configuration that a text says.
   *
   * @throws IllegalArgumentException with file, line and column
   */
  static ModelsConfiguration parse(TextFile text) {
    ModelServerConfig.Builder message = ModelServerConfig.newBuilder();
    return configuration(message, text.parse(message));
  }

  /**
   * The configuration that a text says which replaces another. It has to have a list, which may be
   * empty: a file that is being rewritten is without one for a moment, and all models would go.
   *
   * @throws IllegalArgumentException with file, line and column
   */
  static ModelsConfiguration parseChanged(TextFile text) {
    ModelServerConfig.Builder message = ModelServerConfig.newBuilder();
    TextFile.Places places = text.parse(message);
    if (!message.hasModelConfigList()) {
      throw new IllegalArgumentException(
          text.source() + ": expected " + LIST + ", which may be {}, found none");
    }
    return configuration(message, places);
  }

  private static ModelsConfiguration configuration(
      ModelServerConfig.Builder message, TextFile.Places places) {
    for (int i = 0; i < message.getModelConfigList().getConfigCount(); i++) {
      // The message's map holds the last of two of one name.
      TextFile.Places model = places.in(LIST, 0).in(CONFIG, i);
      int labels = message.getModelConfigList().getConfig(i).getVersionLabelsCount();
      if (model.count(LABELS) > labels) {
        throw new IllegalArgumentException(
            model.place(LABELS, labels) + ": a label is given twice");
      }
    }
    try {
      return ModelServerConfigReader.of(message.build());
    } catch (InvalidFieldException e) {
      throw new IllegalArgumentException(
          place(places.in(LIST, 0), e.model(), e.field()) + ": " + e.problem(), e);
    }
  }

  /** Where a model's field stands, or the model if it does not have the field. */
  private static String place(TextFile.Places list, int model, int field) {
    String name = ModelConfig.getDescriptor().findFieldByNumber(field).getName();
    TextFile.Places config = list.in(CONFIG, model);
    return config.count(name) > 0 ? config.place(name) : list.place(CONFIG, model);
  }
}

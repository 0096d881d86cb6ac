package io.github.ple4j.datasets;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.github.ple4j.datasets");

  @Test
  void knowsNeitherTensorFlowNorTheOtherModules() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.tensorflow..",
            "io.github.ple4j.graph..",
            "io.github.ple4j.train..",
            "io.github.ple4j.serve..")
        .check(CLASSES);
  }

  @Test
  void hasOnePackage() {
    classes().should().resideInAPackage("io.github.ple4j.datasets").check(CLASSES);
  }

  @Test
  void doesNotPrint() {
    noClasses().should().accessField(System.class, "out").check(CLASSES);
    noClasses().should().accessField(System.class, "err").check(CLASSES);
  }
}

package io.github.ple4j.serve;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  @Test
  void servingKnowsNothingOfTrainingGraphsAndDatasets() {
    noClasses()
        .that()
        .resideInAPackage("io.github.ple4j.serve..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.github.ple4j.train..", "io.github.ple4j.graph..", "io.github.ple4j.datasets..")
        .check(new ClassFileImporter().importPackages("io.github.ple4j.serve"));
  }
}

package io.github.ple4j.graph;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.File;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;

/** What may know what. */
class ModuleWallsTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.github.ple4j.graph");

  @Test
  void theGraphKnowsNoOtherModule() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.github.ple4j..")
                .and(resideOutsideOfPackage("io.github.ple4j.graph")))
        .check(CLASSES);
  }

  @Test
  void theGraphReadsAndWritesNoFiles() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.nio.file..", "java.net..")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(File.class)
        .check(CLASSES);
  }

  @Test
  void architecturesKnowNoSessionsGradientsOrDevices() {
    noClasses()
        .that()
        .areAssignableTo(Architecture.class)
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(
            Session.class, Graph.class, ModelGraph.class, Placement.class, Variable.class)
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("org.tensorflow.op.train..")
        .check(CLASSES);
  }

  @Test
  void architecturesAreTheModulesOwnAffair() {
    classes().that().areAssignableTo(Architecture.class).should().bePackagePrivate().check(CLASSES);
  }

  @Test
  void nothingRunsTheGraphWhileItIsBuilt() {
    noClasses().should().dependOnClassesThat().belongToAnyOf(Session.class).check(CLASSES);
  }
}

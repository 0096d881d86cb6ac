package io.github.ple4j.train;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may know what. */
class ModuleWallsTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.github.ple4j");

  @ParameterizedTest
  @ValueSource(strings = {"datasets", "graph", "serve"})
  void theLeavesKnowNeitherEachOtherNorTraining(String leaf) {
    String own = "io.github.ple4j." + leaf + "..";
    assertThat(CLASSES).anyMatch(c -> c.getPackageName().equals("io.github.ple4j." + leaf));
    for (String other : new String[] {"datasets", "graph", "serve", "train"}) {
      if (!other.equals(leaf)) {
        noClasses()
            .that()
            .resideInAPackage(own)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.github.ple4j." + other + "..")
            .check(CLASSES);
      }
    }
  }

  @Test
  void trainingDoesNotKnowItsCommand() {
    noClasses()
        .that()
        .resideInAPackage("io.github.ple4j.train")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.github.ple4j.train.cli..", "picocli..", "me.tongfei..")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandPrintsAndExits() {
    noClasses()
        .that()
        .resideInAPackage("io.github.ple4j.train")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
  }

  @Test
  void dataSetsKnowNoTensorFlow() {
    noClasses()
        .that()
        .resideInAPackage("io.github.ple4j.datasets..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.tensorflow..")
        .check(CLASSES);
  }
}

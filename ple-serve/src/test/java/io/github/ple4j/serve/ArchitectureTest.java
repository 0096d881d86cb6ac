package io.github.ple4j.serve;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final String SERVE = "io.github.ple4j.serve";
  private static final String REST = "io.github.ple4j.serve.rest..";
  private static final String GRPC = "io.github.ple4j.serve.grpc..";
  private static final String SERVER = "io.github.ple4j.serve.server..";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(SERVE);

  @Test
  void servingKnowsNothingOfTrainingGraphsAndDatasets() {
    noClasses()
        .that()
        .resideInAPackage("io.github.ple4j.serve..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.github.ple4j.train..", "io.github.ple4j.graph..", "io.github.ple4j.datasets..")
        .check(CLASSES);
  }

  @Test
  void predictionsInProcessKnowNoServer() {
    noClasses()
        .that()
        .resideInAPackage(SERVE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(REST, GRPC, SERVER)
        .check(CLASSES);
  }

  @Test
  void protocolsKnowNeitherEachOtherNorTheCommand() {
    noClasses()
        .that()
        .resideInAPackage(REST)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(GRPC, SERVER)
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(GRPC)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(REST, SERVER)
        .check(CLASSES);
  }

  @Test
  void onlyRestKnowsJettyAndJackson() {
    onlyInside(REST, "org.eclipse.jetty..", "com.fasterxml.jackson..");
  }

  @Test
  void onlyGrpcKnowsGrpc() {
    onlyInside(GRPC, "io.grpc..");
  }

  @Test
  void onlyTheCommandKnowsPicocli() {
    onlyInside(SERVER, "picocli..");
  }

  private void onlyInside(String home, String... libraries) {
    noClasses()
        .that()
        .resideOutsideOfPackage(home)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(libraries)
        .check(CLASSES);
  }
}

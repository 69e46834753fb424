package io.meterhouse.endtoend;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.time.InstantSource;

/** Who may know whom. A rule that fails here is a room in the wrong place, not a rule to relax. */
@AnalyzeClasses(packages = "io.meterhouse", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleLawTest {

  private static final String[] SERVICES = {
    "io.meterhouse.ingest..",
    "io.meterhouse.aggregator..",
    "io.meterhouse.ratingengine..",
    "io.meterhouse.query..",
  };

  @ArchTest
  static final ArchRule meteringCoreKnowsJavaAlone =
      classes()
          .that()
          .resideInAPackage("io.meterhouse.metering..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.meterhouse.metering..", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule ratingCoreKnowsJavaAndMeteringCore =
      classes()
          .that()
          .resideInAPackage("io.meterhouse.rating..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.meterhouse.rating..", "io.meterhouse.metering..", "java..", "org.jspecify..");

  @ArchTest
  static final ArchRule schemasKnowProtobufAlone =
      classes()
          .that()
          .resideInAPackage("io.meterhouse.schemas..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.meterhouse.schemas..", "java..", "com.google.protobuf..");

  @ArchTest
  static final ArchRule noServiceKnowsAnother =
      slices()
          .matching("io.meterhouse.(ingest|aggregator|ratingengine|query)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule nothingBelowKnowsAService =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.meterhouse.kit..", "io.meterhouse.usagestore..", "io.meterhouse.local..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SERVICES);

  @ArchTest
  static final ArchRule usageStoreKnowsNoServiceKit =
      noClasses()
          .that()
          .resideInAPackage("io.meterhouse.usagestore..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.meterhouse.kit..");

  @ArchTest
  static final ArchRule productionKnowsNoEmbeddedEngine =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.meterhouse.kit..",
              "io.meterhouse.usagestore..",
              "io.meterhouse.ingest..",
              "io.meterhouse.aggregator..",
              "io.meterhouse.ratingengine..",
              "io.meterhouse.query..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.meterhouse.local..");

  @ArchTest
  static final ArchRule onlyHttpPackagesKnowJavalin =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.meterhouse..http..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..");

  @ArchTest
  static final ArchRule onlyUsageStoreKnowsTheClickHouseClient =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.meterhouse.usagestore..", "io.meterhouse.local..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.clickhouse..");

  @ArchTest
  static final ArchRule decisionsOfTheServicesKnowNoKafka =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.meterhouse.ingest",
              "io.meterhouse.aggregator",
              "io.meterhouse.ratingengine",
              "io.meterhouse.query")
          .and()
          .haveSimpleNameNotEndingWith("Module")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule timeComesInFromOutside =
      noClasses()
          .that()
          .haveSimpleNameNotEndingWith("Main")
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(InstantSource.class, "system")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");

  @ArchTest
  static final ArchRule onlyAMainEndsTheProcess =
      noClasses()
          .that()
          .haveSimpleNameNotEndingWith("Main")
          .and()
          .haveSimpleNameNotEndingWith("Probe")
          .should()
          .callMethod(System.class, "exit", int.class);
}

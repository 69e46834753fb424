package io.meterhouse.endtoend;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.lifecycle.HealthProbe;
import io.meterhouse.metering.TenantId;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Inside a service the decisions and their ports live in one flat package, or in rooms below it
 * where they are many; adapters live one level down, in rooms too where one is large, and a library
 * is known by its adapter alone. An {@code XxxModule} wires them, so it knows both; nothing else
 * does, and so no packages of a service know each other in a circle.
 */
@AnalyzeClasses(packages = "io.meterhouse", importOptions = ImportOption.DoNotIncludeTests.class)
class AdapterLawTest {

  private static final String SERVICES = "io.meterhouse.[ingest|aggregator|ratingengine|query]";
  private static final String ADAPTERS = SERVICES + ".[http|kafka|postgres|clickhouse]";

  /** As ARCHITECTURE.md lists them: each knows those before it at most. */
  private static final List<String> ROOMS =
      Stream.concat(
              rooms(
                  "aggregator",
                  "stream",
                  "folding",
                  "deduplication",
                  "recompute",
                  "sink",
                  "watermark",
                  "audit"),
              rooms(
                  "ratingengine",
                  "outage",
                  "pricing",
                  "history",
                  "cycle",
                  "usage",
                  "billing",
                  "continuous",
                  "simulation",
                  "audit"))
          .toList();

  /** As ROOMS, within the adapter that is large enough for them. */
  private static final List<String> KAFKA_ROOMS =
      rooms(
              "aggregator.kafka",
              "client",
              "progress",
              "stream",
              "sink",
              "recompute",
              "watermark",
              "audit")
          .toList();

  private static final String WIRING = ".*Module(\\$.*)?";

  @ArchTest
  static final ArchRule belowAServiceAreItsRoomsAndAdaptersNamedAfterWhatTheyAdaptTo =
      classes()
          .that()
          .resideInAPackage(SERVICES + ".*..")
          .should()
          .resideInAnyPackage(packages(List.of(ROOMS, KAFKA_ROOMS, List.of(ADAPTERS))));

  @ArchTest
  static final ArchRule decisionsKnowNoAdapter =
      noClasses()
          .that()
          .resideInAnyPackage(packages(List.of(List.of(SERVICES), ROOMS)))
          .and()
          .haveNameNotMatching(WIRING)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ADAPTERS + "..");

  @ArchTest static final ArchRule roomsKnowNeitherTheWiringNorRoomsThatComeLater = inOrder(ROOMS);

  @ArchTest static final ArchRule roomsOfAnAdapterKnowNoRoomsThatComeLater = inOrder(KAFKA_ROOMS);

  @ArchTest
  static final ArchRule adaptersDoNotKnowOneAnother =
      slices()
          .matching(
              "io.meterhouse.(ingest|aggregator|ratingengine|query)"
                  + ".(http|kafka|postgres|clickhouse)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule onlyHttpPackagesKnowJavalin =
      noClasses()
          .that()
          .resideOutsideOfPackages(SERVICES + ".http", "io.meterhouse.kit.http..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..");

  /**
   * Whether a caller reaches a tenant is decided where requests are read, and of events one by one.
   */
  @ArchTest
  static final ArchRule onlyTheKitDecidesWhomACallerReaches =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.meterhouse.kit.http", "io.meterhouse.kit.access..")
          .and()
          .doNotHaveFullyQualifiedName("io.meterhouse.ingest.Attributes")
          .should()
          .callMethod(Caller.class, "reaches", TenantId.class);

  /** The catalogue and the outbox of the kit speak to the brokers themselves. */
  @ArchTest
  static final ArchRule onlyKafkaPackagesKnowKafka =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              SERVICES + ".kafka..",
              "io.meterhouse.kit.[kafka|catalog|postgres]",
              "io.meterhouse.local.kafka..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "org.rocksdb..");

  @ArchTest
  static final ArchRule onlyPostgresPackagesKnowPostgresql =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              SERVICES + ".postgres", "io.meterhouse.kit.postgres", "io.meterhouse.local.postgres")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.jdbi..", "org.postgresql..", "com.zaxxer..", "org.flywaydb..");

  @ArchTest
  static final ArchRule onlyUsageStoreKnowsTheClickHouseClient =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.meterhouse.usagestore")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.clickhouse..");

  /** Decisions and other adapters use its rows, questions and answers, and do no I/O with them. */
  @ArchTest
  static final ArchRule onlyClickHouseAdaptersReadAndWriteTheUsageStore =
      noClasses()
          .that()
          .resideOutsideOfPackages(SERVICES + ".clickhouse", "io.meterhouse.usagestore")
          .and()
          .haveNameNotMatching(WIRING)
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.meterhouse.usagestore")
                  .and(
                      nameMatching(".*(Reader|Writer|Migrations|Progress|Watermarks|UsageStore)")));

  /** Beside the kit's own meters, those that libraries bring for their clients and pools. */
  @ArchTest
  static final ArchRule onlyTelemetryKnowsMicrometer =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.meterhouse.kit.telemetry",
              "io.meterhouse.kit.[kafka|postgres]",
              "io.meterhouse.aggregator.kafka.stream")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.micrometer..", "io.prometheus..");

  @ArchTest
  static final ArchRule onlyTelemetryKnowsOpenTelemetryAndLogback =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.meterhouse.kit.telemetry", "io.meterhouse.local..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.opentelemetry..", "ch.qos.logback..", "net.logstash..");

  @ArchTest
  static final ArchRule onlyAllInOneReadsACommandLine =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.meterhouse.allinone")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..");

  @ArchTest
  static final ArchRule onlyLocalStacksExtensionKnowsJunit =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.meterhouse.local.junit")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.junit..", "org.assertj..", "org.awaitility..");

  @ArchTest
  static final ArchRule timeComesInFromOutside =
      noClasses()
          .that()
          .haveSimpleNameNotEndingWith("Main")
          .should()
          .accessTargetWhere(describe("reads the system's clock", AdapterLawTest::readsTheClock));

  @ArchTest
  static final ArchRule onlyAMainEndsTheProcess =
      noClasses()
          .that()
          .haveSimpleNameNotEndingWith("Main")
          .and()
          .doNotHaveFullyQualifiedName(HealthProbe.class.getName())
          .should()
          .accessTargetWhere(describe("ends the process", AdapterLawTest::endsTheProcess));

  private static Stream<String> rooms(String of, String... names) {
    return Stream.of(names).map(name -> "io.meterhouse.%s.%s".formatted(of, name));
  }

  private static ArchRule inOrder(List<String> rooms) {
    return CompositeArchRule.of(
        IntStream.range(0, rooms.size())
            .<ArchRule>mapToObj(i -> knowsNoneOf(rooms.get(i), rooms.subList(i + 1, rooms.size())))
            .toList());
  }

  private static ArchRule knowsNoneOf(String room, List<String> later) {
    return noClasses()
        .that()
        .resideInAPackage(room)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages(List.of(List.of(SERVICES), later)));
  }

  private static String[] packages(List<List<String>> lists) {
    return lists.stream().flatMap(List::stream).toArray(String[]::new);
  }

  /** Whatever is given an {@code InstantSource} or a {@code Clock} reads that one. */
  private static boolean readsTheClock(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    return switch (access.getName()) {
      case "now" -> owner.startsWith("java.time.") && !takes(access, Clock.class);
      case "system" -> owner.equals(InstantSource.class.getName()) || isOfClock(owner);
      case "systemUTC", "systemDefaultZone", "tickMillis", "tickSeconds", "tickMinutes" ->
          isOfClock(owner);
      case "currentTimeMillis" -> owner.equals(System.class.getName());
      case "<init>" -> owner.equals(Date.class.getName()) && parameters(access).isEmpty();
      default -> false;
    };
  }

  private static boolean endsTheProcess(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    return switch (access.getName()) {
      case "exit" -> owner.equals(System.class.getName()) || owner.equals(Runtime.class.getName());
      case "halt" -> owner.equals(Runtime.class.getName());
      default -> false;
    };
  }

  private static boolean isOfClock(String owner) {
    return owner.equals(Clock.class.getName());
  }

  private static boolean takes(JavaAccess<?> access, Class<?> type) {
    return parameters(access).stream().anyMatch(parameter -> parameter.isEquivalentTo(type));
  }

  private static List<JavaClass> parameters(JavaAccess<?> access) {
    return access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget codeUnit
        ? codeUnit.getRawParameterTypes()
        : List.of();
  }
}

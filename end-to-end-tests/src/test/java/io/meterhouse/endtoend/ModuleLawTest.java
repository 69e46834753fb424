package io.meterhouse.endtoend;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Who may know whom: the table of ARCHITECTURE.md, row by row. A rule that fails here is a room in
 * the wrong place, not a rule to relax.
 */
@AnalyzeClasses(packages = "io.meterhouse", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleLawTest {

  private static final Path CHECKOUT = Path.of("..");

  private static final String SCHEMAS = "io.meterhouse.schemas..";
  private static final String METERING_CORE = "io.meterhouse.metering..";
  private static final String RATING_CORE = "io.meterhouse.rating..";
  private static final String SERVICE_KIT = "io.meterhouse.kit..";
  private static final String USAGE_STORE = "io.meterhouse.usagestore..";
  private static final String INGEST_API = "io.meterhouse.ingest..";
  private static final String STREAM_AGGREGATOR = "io.meterhouse.aggregator..";
  private static final String RATING_ENGINE = "io.meterhouse.ratingengine..";
  private static final String QUERY_API = "io.meterhouse.query..";
  private static final String LOCAL_STACK = "io.meterhouse.local..";
  private static final String ALL_IN_ONE = "io.meterhouse.allinone..";

  private static final String[] EVERYTHING = {
    SCHEMAS,
    METERING_CORE,
    RATING_CORE,
    SERVICE_KIT,
    USAGE_STORE,
    INGEST_API,
    STREAM_AGGREGATOR,
    RATING_ENGINE,
    QUERY_API,
    LOCAL_STACK,
    ALL_IN_ONE,
  };

  @ArchTest
  static final ArchRule everyClassIsInAModuleOfTheTable =
      classes().should().resideInAnyPackage(EVERYTHING);

  @ArchTest static final ArchRule schemasKnowNoneOfOurs = knows(SCHEMAS);

  @ArchTest
  static final ArchRule schemasKnowJavaAndProtobuf =
      classes()
          .that()
          .resideInAPackage(SCHEMAS)
          .should()
          .onlyDependOnClassesThat(
              javaBase().or(resideInAnyPackage(SCHEMAS, "com.google.protobuf..")));

  @ArchTest
  static final ArchRule meteringCoreKnowsJavaBaseAlone =
      classes()
          .that()
          .resideInAPackage(METERING_CORE)
          .should()
          .onlyDependOnClassesThat(
              javaBase().or(resideInAnyPackage(METERING_CORE, "org.jspecify..")));

  @ArchTest
  static final ArchRule ratingCoreKnowsJavaBaseAndMeteringCore =
      classes()
          .that()
          .resideInAPackage(RATING_CORE)
          .should()
          .onlyDependOnClassesThat(
              javaBase().or(resideInAnyPackage(RATING_CORE, METERING_CORE, "org.jspecify..")));

  @ArchTest
  static final ArchRule serviceKitKnowsCoresAndSchemas =
      knows(SERVICE_KIT, METERING_CORE, RATING_CORE, SCHEMAS);

  @ArchTest
  static final ArchRule usageStoreKnowsSchemasAndMeteringCore =
      knows(USAGE_STORE, SCHEMAS, METERING_CORE);

  @ArchTest
  static final ArchRule ingestApiKnowsServiceKit =
      knows(INGEST_API, SERVICE_KIT, METERING_CORE, SCHEMAS);

  @ArchTest
  static final ArchRule streamAggregatorKnowsServiceKitAndUsageStore =
      knows(STREAM_AGGREGATOR, SERVICE_KIT, USAGE_STORE, METERING_CORE, SCHEMAS);

  @ArchTest
  static final ArchRule ratingEngineKnowsServiceKitUsageStoreAndRatingCore =
      knows(RATING_ENGINE, SERVICE_KIT, USAGE_STORE, RATING_CORE, METERING_CORE, SCHEMAS);

  @ArchTest
  static final ArchRule queryApiKnowsServiceKitAndUsageStore =
      knows(QUERY_API, SERVICE_KIT, USAGE_STORE, METERING_CORE, SCHEMAS);

  @ArchTest static final ArchRule localStackKnowsNoneOfOurs = knows(LOCAL_STACK);

  @ArchTest
  static final ArchRule nobodyKnowsAllInOne =
      noClasses()
          .that()
          .resideOutsideOfPackage(ALL_IN_ONE)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ALL_IN_ONE);

  @ArchTest static final ArchRule allInOneKnowsAllOfThese = knows(ALL_IN_ONE, EVERYTHING);

  /** Its classes are not among those above: they are of tests, and on their class paths alone. */
  @Test
  void testSupportKnowsServiceKitUsageStoreAndLocalStack() {
    assertThat(dependenciesOnOurs("test-support").keySet())
        .containsExactlyInAnyOrder("service-kit", "usage-store", "local-stack");
  }

  @Test
  void testSupportIsInScopeTestWhereverItIsUsed() {
    for (String module : texts(pom(CHECKOUT), "module")) {
      assertThat(dependenciesOnOurs(module).getOrDefault("test-support", "test"))
          .as(module)
          .isEqualTo("test");
    }
  }

  /**
   * Its classes are not among those above either: nothing that ships has them on its class path.
   */
  @Test
  void benchmarksKnowThreeServicesAndLocalStackAndNobodyKnowsThem() {
    assertThat(dependenciesOnOurs("benchmarks").keySet())
        .containsExactlyInAnyOrder(
            "ingest-api", "stream-aggregator", "rating-engine", "local-stack");
    for (String module : texts(pom(CHECKOUT), "module")) {
      assertThat(dependenciesOnOurs(module)).as(module).doesNotContainKey("benchmarks");
    }
  }

  /** Artifact to scope. */
  private static Map<String, String> dependenciesOnOurs(String module) {
    Map<String, String> scopes = new HashMap<>();
    NodeList dependencies = pom(CHECKOUT.resolve(module)).getElementsByTagName("dependency");
    for (int i = 0; i < dependencies.getLength(); i++) {
      Element dependency = (Element) dependencies.item(i);
      if (texts(dependency, "groupId").contains("io.meterhouse")) {
        List<String> scope = texts(dependency, "scope");
        scopes.put(
            texts(dependency, "artifactId").getFirst(),
            scope.isEmpty() ? "compile" : scope.getFirst());
      }
    }
    return scopes;
  }

  private static Element pom(Path folder) {
    try {
      return DocumentBuilderFactory.newDefaultInstance()
          .newDocumentBuilder()
          .parse(folder.resolve("pom.xml").toFile())
          .getDocumentElement();
    } catch (IOException | SAXException | ParserConfigurationException e) {
      throw new IllegalStateException("cannot read the pom in " + folder, e);
    }
  }

  private static List<String> texts(Element element, String tag) {
    NodeList found = element.getElementsByTagName(tag);
    return IntStream.range(0, found.getLength())
        .mapToObj(i -> found.item(i).getTextContent().strip())
        .toList();
  }

  /** Of ours, a module knows itself and these; what is not listed, tests among it, it does not. */
  private static ArchRule knows(String module, String... others) {
    String[] known = Stream.concat(Stream.of(module), Stream.of(others)).toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(module)
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.meterhouse..")
                .and(not(resideInAnyPackage(known)))
                .as("are ours and outside of %s", String.join(", ", known)));
  }

  /** The packages of the JDK's smallest module: no SQL, no HTTP client, no logging. */
  private static DescribedPredicate<JavaClass> javaBase() {
    Set<String> packages =
        ModuleFinder.ofSystem().find("java.base").orElseThrow().descriptor().packages();
    return DescribedPredicate.describe(
        "are of java.base",
        type ->
            type.getBaseComponentType().isPrimitive()
                || packages.contains(type.getBaseComponentType().getPackageName()));
  }
}

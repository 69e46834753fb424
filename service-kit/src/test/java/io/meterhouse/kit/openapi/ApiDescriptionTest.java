package io.meterhouse.kit.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.kit.http.error.ErrorFamily;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ApiDescriptionTest {

  private static final String SHARED =
      """
      info: {title: All}
      components:
        schemas:
          Used: {$ref: "#/components/schemas/Deep"}
          Deep: {type: string}
          Other: {type: integer}
      """;
  private static final String ONE =
      """
      info: {title: One}
      tags: [{name: a}]
      paths:
        /a: {get: {operationId: a, x: {$ref: "shared.yaml#/components/schemas/Used"}}}
      """;
  private static final String TWO =
      """
      info: {title: Two}
      tags: [{name: b}]
      paths:
        /b: {get: {operationId: b, x: {$ref: "shared.yaml#/components/schemas/Other"}}}
      """;

  @Test
  void shouldPutEachPathIntoTheFileOfItsFamily() {
    ApiDescription description = ApiDescription.read();
    for (ErrorFamily family : ApiDescription.FAMILIES) {
      description
          .family(ApiDescription.nameOf(family))
          .orElseThrow()
          .path("paths")
          .fieldNames()
          .forEachRemaining(
              path -> assertThat(ErrorFamily.ofPath(path)).as(path).isEqualTo(family));
    }
  }

  @Test
  void shouldHaveInOneWhatTheFamiliesHave() {
    ApiDescription description = ApiDescription.read();
    List<String> paths = new ArrayList<>();
    for (String name : description.names()) {
      JsonNode family = description.family(name).orElseThrow();
      family.path("paths").fieldNames().forEachRemaining(paths::add);
      assertThat(family.findValuesAsText("$ref"))
          .as(name)
          .allSatisfy(
              reference ->
                  assertThat(family.at(reference.substring(1)).isMissingNode())
                      .as(reference)
                      .isFalse());
    }
    List<String> whole = new ArrayList<>();
    description.whole().path("paths").fieldNames().forEachRemaining(whole::add);

    assertThat(whole).isEqualTo(paths);
    assertThat(ApiDescription.read().whole().toString()).isEqualTo(description.whole().toString());
  }

  @Test
  void shouldGiveAFamilyWhatItUsesAndNoMore() {
    ApiDescription description = of(ONE, TWO);
    JsonNode one = description.family("one").orElseThrow();

    assertThat(one.at("/info/title").asText()).isEqualTo("One");
    assertThat(names(one.at("/components/schemas"))).containsExactly("Deep", "Used");
    assertThat(one.at("/paths/~1a/get/x/$ref").asText()).isEqualTo("#/components/schemas/Used");
    assertThat(description.whole().at("/info/title").asText()).isEqualTo("All");
    assertThat(names(description.whole().at("/components/schemas")))
        .containsExactly("Deep", "Other", "Used");
    assertThat(description.family("three")).isEmpty();
  }

  @Test
  void shouldRefuseAKeyThatStandsTwiceInAFile() {
    assertRefused(ONE + "info: {title: Again}\n", TWO, "one.yaml: Duplicate field 'info'");
  }

  @Test
  void shouldRefuseAPathATagAnOperationAndAPartThatTwoFilesHave() {
    assertRefused(ONE, TWO.replace("/b:", "/a:"), "/a twice");
    assertRefused(ONE, TWO.replace("name: b", "name: a"), "tag \"a\" twice");
    assertRefused(ONE, TWO.replace("operationId: b", "operationId: a"), "operationId a twice");
    assertRefused(ONE, TWO + "components: {schemas: {Deep: {type: string}}}\n", "Deep twice");
  }

  @Test
  void shouldRefuseAReferenceThatLeadsNowhereOrToAnotherFile() {
    assertRefused(ONE, TWO.replace("/Other", "/Missing"), "#/components/schemas/Missing");
    assertRefused(ONE, TWO.replace("shared.yaml", "one.yaml"), "one.yaml#/components");
  }

  @Test
  void shouldRefuseAFileThatIsNoObject() {
    assertRefused(ONE, "- a\n", "two.yaml: ARRAY (expected: OBJECT)");
  }

  private static void assertRefused(String one, String two, String message) {
    assertThatThrownBy(() -> of(one, two))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(message);
  }

  private static ApiDescription of(String one, String two) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("one", one);
    files.put("two", two);
    return ApiDescription.of(SHARED, files);
  }

  private static NavigableSet<String> names(JsonNode object) {
    NavigableSet<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}

package io.meterhouse.kit.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReferencePageTest {

  private static final String HOSTILE = "\"'></code></style><script>alert(1)</script>&amp;`";

  private final JsonNode document = ApiDescription.read().whole();
  private final ReferencePage page = ReferencePage.of(document);

  @Test
  void shouldShowEveryOperationAndEverySchema() {
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      assertThat(page.html()).contains("<code>" + path.getKey() + "</code>");
    }
    for (String id : document.path("paths").findValuesAsText("operationId")) {
      assertThat(page.html()).contains("id=\"op-" + id + "\"");
    }
    document
        .at("/components/schemas")
        .fieldNames()
        .forEachRemaining(name -> assertThat(page.html()).contains("id=\"schema-" + name + "\""));
  }

  @Test
  void shouldLeadNowhereThatIsNotThere() {
    assertThat(all("href=\"#([^\"]+)\"", page.html()))
        .isNotEmpty()
        .allSatisfy(anchor -> assertThat(page.html()).contains("id=\"" + anchor + "\""));
    assertThat(all(" id=\"([^\"]+)\"", page.html())).doesNotHaveDuplicates();
  }

  @Test
  void shouldTellWhoMayUseAnOperationAndWhatItTakes() {
    String createTenant = section("createTenant");
    assertThat(createTenant)
        .contains("<code>tenant:write</code>", "of the platform alone", "Idempotency-Key")
        .contains("<code>ALREADY_EXISTS</code>", "&quot;tenant_id&quot; : &quot;TEN-acme&quot;");
    assertThat(section("getHealth")).contains("Open to anybody");
  }

  @Test
  void shouldNeedNoScriptAndNothingFromElsewhere() throws Exception {
    String style = all("<style>(.*?)</style>", page.html()).iterator().next();
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));

    assertThat(page.securityPolicy())
        .contains("default-src 'none'", "frame-ancestors 'none'")
        .contains("style-src 'sha256-" + Base64.getEncoder().encodeToString(digest) + "'")
        .doesNotContain("unsafe");
    assertThat(page.html())
        .doesNotContain("<script", " style=\"", " src=", "javascript:", " onclick", "<link");
    assertThat(style).doesNotContain("url(", "@import");
  }

  @Test
  void shouldEscapeWhateverTheDocumentSays() {
    String hostile = ReferencePage.of(poisoned(document)).html();

    assertThat(hostile).contains("&lt;script&gt;alert(1)&lt;/script&gt;").doesNotContain("<script");
    assertThat(all("<([a-z0-9]+)[ >]", hostile)).doesNotContain("script");
    assertThat(all("</style>()", hostile)).hasSize(1);
  }

  private String section(String operationId) {
    String from = page.html().substring(page.html().indexOf("id=\"op-" + operationId + "\""));
    return from.substring(0, from.indexOf("</section>"));
  }

  private static List<String> all(String pattern, String text) {
    return Pattern.compile(pattern, Pattern.DOTALL)
        .matcher(text)
        .results()
        .map((MatchResult found) -> found.group(1))
        .collect(Collectors.toList());
  }

  /** With the same in every text and every name that a document is free to choose. */
  private static JsonNode poisoned(JsonNode node) {
    if (node instanceof ObjectNode object) {
      ObjectNode copy = object.objectNode();
      object
          .properties()
          .forEach(
              field -> {
                copy.set(field.getKey(), poisoned(field.getValue()));
                copy.set(field.getKey() + HOSTILE, poisoned(field.getValue()));
              });
      return object.has("$ref") ? object.deepCopy() : copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = array.arrayNode();
      array.forEach(element -> copy.add(poisoned(element)));
      return copy;
    }
    return node.isTextual() ? TextNode.valueOf(node.asText() + HOSTILE) : node;
  }
}

package io.meterhouse.testing.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.http.Route;
import io.meterhouse.kit.openapi.ApiDescription;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The OpenAPI files as a judge of real exchanges. Thread-safe. */
public final class OpenApiContract {

  private final JsonNode document;
  private final SchemaJudge judge;

  /** Reads the files from the class path; a key that stands twice is refused. */
  public OpenApiContract() {
    document = ApiDescription.read().whole();
    judge = new SchemaJudge(document.path("components"));
  }

  /** All families in one. */
  public JsonNode document() {
    return document;
  }

  /** As {@code GET /path}, of the service that the operation names. */
  public SortedSet<String> operationsOf(String service) {
    SortedSet<String> operations = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        if (operation.getValue().path("x-service").asText().equals(service)) {
          operations.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
        }
      }
    }
    return operations;
  }

  /** Fails where the contract says of a route that others may use it than those who may. */
  void checkAccess(Route route) {
    JsonNode operation =
        document.path("paths").path(route.path()).path(route.method().toLowerCase(Locale.ROOT));
    Scope scope = route.access().scope();
    String expected = scope == null ? "[]" : "[{\"token\":[\"%s\"]}]".formatted(scope.wireName());
    assertThat(operation.path("security").toString())
        .as("security of %s", route)
        .isEqualTo(expected);
    assertThat(operation.path("x-platform-only").asBoolean())
        .as("%s is for the platform alone", route)
        .isEqualTo(route.access().platformOnly());
  }

  /** Holds a value against a schema of the document. */
  void checkValue(String what, JsonNode schema, JsonNode value) {
    judge.check(what, schema, value);
  }

  /**
   * Fails where the answer, or the request that it takes whole, is none that the file describes.
   */
  void check(HttpRequest request, byte[] body, Answer answer) {
    String what = request.method() + " " + request.uri().getPath();
    JsonNode operation = operation(what, request);
    checkAnswer(what, operation, answer);
    if (isTakenWhole(request, answer)) {
      checkRequest(what, operation, request, body);
    }
  }

  private void checkAnswer(String what, JsonNode operation, Answer answer) {
    JsonNode response = resolve(operation.path("responses").path(String.valueOf(answer.status())));
    assertThat(response.isMissingNode())
        .as("%s answers %d, unknown to the contract: %s", what, answer.status(), answer.text())
        .isFalse();
    for (Map.Entry<String, JsonNode> header : response.path("headers").properties()) {
      assertThat(answer.headers().firstValue(header.getKey()))
          .as("%s answers %d with %s", what, answer.status(), header.getKey())
          .isPresent();
    }
    if (response.has("x-codes")) {
      assertThat(response.path("x-codes").valueStream().map(JsonNode::asText))
          .as("%s answers %d with a code of the contract", what, answer.status())
          .contains(answer.code());
    }
    judge.check(
        what + " → " + answer.status(),
        response.path("content").path("application/json").path("schema"),
        answer.body());
  }

  private void checkRequest(String what, JsonNode operation, HttpRequest request, byte[] body) {
    JsonNode content = operation.path("requestBody").path("content");
    boolean mayBeAbsent = !operation.path("requestBody").path("required").asBoolean();
    if (content.isMissingNode() || (mayBeAbsent && body.length == 0)) {
      return;
    }
    String mediaType =
        request
            .headers()
            .firstValue("Content-Type")
            .orElse("")
            .replaceFirst(";.*", "")
            .strip()
            .toLowerCase(Locale.ROOT);
    judge.check(
        what + " with " + mediaType, content.path(mediaType).path("schema"), read(mediaType, body));
  }

  /** A request that was refused, in whole or in part, may look like anything. */
  private static boolean isTakenWhole(HttpRequest request, Answer answer) {
    return answer.status() < 300
        && answer.body().path("rejected").asInt() == 0
        && request.headers().firstValue("Content-Encoding").isEmpty();
  }

  private static JsonNode read(String mediaType, byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    if (mediaType.endsWith("x-www-form-urlencoded")) {
      return form(text);
    }
    try {
      return mediaType.endsWith("ndjson") ? TextNode.valueOf(text) : ApiClient.JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("taken as JSON: " + text, e);
    }
  }

  private static JsonNode form(String text) {
    ObjectNode form = JsonNodeFactory.instance.objectNode();
    for (String pair : text.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      form.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return form;
  }

  private JsonNode operation(String what, HttpRequest request) {
    JsonNode found =
        exactOrTemplate(request.uri().getPath())
            .map(template -> document.path("paths").path(template))
            .orElse(document.path("no such path"))
            .path(request.method().toLowerCase(Locale.ROOT));
    assertThat(found.isMissingNode()).as("%s is in the contract", what).isFalse();
    return found;
  }

  private Optional<String> exactOrTemplate(String path) {
    Stream<String> templates = document.path("paths").properties().stream().map(Map.Entry::getKey);
    return document.path("paths").has(path)
        ? Optional.of(path)
        : templates.filter(template -> matches(template, path)).findFirst();
  }

  private static boolean matches(String template, String path) {
    String pattern = Pattern.quote(template).replaceAll("\\{[a-zA-Z_]+}", "\\\\E[^/]+\\\\Q");
    return path.matches(pattern);
  }

  JsonNode resolve(JsonNode node) {
    String reference = node.path("$ref").asText();
    return reference.isEmpty() ? node : document.at(reference.substring(1));
  }
}

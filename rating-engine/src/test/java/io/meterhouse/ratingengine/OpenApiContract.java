package io.meterhouse.ratingengine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaValidatorsConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The OpenAPI file as a judge of real exchanges. */
final class OpenApiContract {

  /** OpenAPI's own keywords say nothing about a value. */
  private static final JsonMetaSchema DIALECT =
      JsonMetaSchema.builder(JsonMetaSchema.getV202012())
          .unknownKeywordFactory((keyword, context) -> new NonValidationKeyword(keyword))
          .build();

  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.builder()
          .metaSchema(DIALECT)
          .defaultMetaSchemaIri(DIALECT.getIri())
          .build();
  private static final SchemaValidatorsConfig STRICT =
      SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

  private final JsonNode document;
  private final Map<String, JsonSchema> compiled = new ConcurrentHashMap<>();

  OpenApiContract() {
    try (InputStream in =
        Optional.ofNullable(OpenApiContract.class.getResourceAsStream("/openapi/meterhouse.yaml"))
            .orElseThrow()) {
      document =
          YAMLMapper.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .build()
              .readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode document() {
    return document;
  }

  /** As {@code GET /path}, of the service that the operation names. */
  SortedSet<String> operationsOf(String service) {
    SortedSet<String> operations = new TreeSet<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation -> {
                          if (operation.getValue().path("x-service").asText().equals(service)) {
                            operations.add(
                                operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
                          }
                        }));
    return operations;
  }

  /** Fails where the answer is none that the file describes for the operation. */
  void check(String method, String path, int status, JsonNode body) {
    JsonNode operation = operation(method, path);
    JsonNode response = resolve(operation.path("responses").path(Integer.toString(status)));
    assertThat(response.isMissingNode())
        .as("%s %s answers %d, which the contract does not know: %s", method, path, status, body)
        .isFalse();
    JsonNode schema = response.path("content").path("application/json").path("schema");
    assertValid(method + " " + path + " → " + status, schema, body);
  }

  /** Fails where the body is none that the file describes for the operation. */
  void checkRequest(String method, String path, JsonNode body) {
    JsonNode content = operation(method, path).path("requestBody").path("content");
    assertValid(
        method + " " + path + " request", content.path("application/json").path("schema"), body);
  }

  private void assertValid(String what, JsonNode schema, JsonNode body) {
    assertThat(schema.isMissingNode()).as("%s has a schema", what).isFalse();
    JsonSchema compiledSchema =
        compiled.computeIfAbsent(schema.toString(), text -> compile(schema));
    assertThat(compiledSchema.validate(body)).as("%s: %s", what, body).isEmpty();
  }

  private JsonSchema compile(JsonNode schema) {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("$ref", "#/wanted");
    root.set("wanted", schema);
    root.set("components", document.path("components"));
    return SCHEMAS.getSchema(root, STRICT);
  }

  private JsonNode operation(String method, String path) {
    JsonNode found =
        exactOrTemplate(path)
            .map(template -> document.path("paths").path(template))
            .orElse(document.path("no such path"))
            .path(method.toLowerCase(Locale.ROOT));
    assertThat(found.isMissingNode()).as("%s %s is in the contract", method, path).isFalse();
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

  private JsonNode resolve(JsonNode node) {
    String reference = node.path("$ref").asText();
    return reference.isEmpty() ? node : document.at(reference.substring(1));
  }
}

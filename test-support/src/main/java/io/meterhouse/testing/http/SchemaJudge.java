package io.meterhouse.testing.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SchemaValidatorsConfig;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Holds JSON against schemas that refer to the components of an OpenAPI file. */
final class SchemaJudge {

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

  private final JsonNode components;
  private final Map<String, JsonSchema> compiled = new ConcurrentHashMap<>();

  SchemaJudge(JsonNode components) {
    this.components = components;
  }

  void check(String what, JsonNode schema, JsonNode body) {
    assertThat(schema.isMissingNode()).as("%s has a schema", what).isFalse();
    JsonSchema judge = compiled.computeIfAbsent(schema.toString(), text -> compile(schema));
    assertThat(judge.validate(body)).as("%s: %s", what, body).isEmpty();
  }

  private JsonSchema compile(JsonNode schema) {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("$ref", "#/wanted");
    root.set("wanted", schema);
    root.set("components", components);
    return SCHEMAS.getSchema(root, STRICT);
  }
}

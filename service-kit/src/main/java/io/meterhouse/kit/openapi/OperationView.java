package io.meterhouse.kit.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** Shows one operation: who may use it, what it takes, what it answers. */
record OperationView(Html html, JsonNode document) {

  private static final ObjectMapper PRETTY = new ObjectMapper();

  void show(String path, String method, JsonNode operation) {
    String id = operation.path("operationId").asText();
    html.element(
        "section",
        Map.of("class", "operation", "id", "op-" + id),
        () -> {
          html.element("h3", () -> heading(path, method, id));
          html.element("p", "summary", () -> html.inline(operation.path("summary").asText()));
          html.prose(operation.path("description").asText());
          html.element("p", "who", () -> who(operation));
          parameters(operation);
          body(operation.path("requestBody"));
          answers(operation.path("responses"));
        });
  }

  private void heading(String path, String method, String id) {
    html.element(
        "a",
        Map.of("href", "#op-" + id),
        () ->
            html.line("span", "method " + method, method.toUpperCase(Locale.ROOT))
                .text(" ")
                .line("code", path));
  }

  private void who(JsonNode operation) {
    JsonNode alternatives = operation.path("security");
    if (alternatives.isEmpty()) {
      html.text("Open to anybody.");
    } else {
      StringJoiner scopes = new StringJoiner(" ");
      alternatives.forEach(
          schemes -> schemes.forEach(names -> names.forEach(name -> scopes.add(name.asText()))));
      html.text("Needs a token with the scope ").line("code", scopes.toString());
      html.text(operation.path("x-platform-only").asBoolean() ? ", of the platform alone." : ".");
    }
    html.text(" Served by " + operation.path("x-service").asText() + ".");
  }

  private void parameters(JsonNode operation) {
    if (operation.path("parameters").isEmpty()) {
      return;
    }
    html.line("h4", "Parameters");
    SchemaView schemas = new SchemaView(html);
    html.element(
        "dl",
        "fields",
        () -> {
          for (JsonNode listed : operation.path("parameters")) {
            JsonNode parameter = resolve(listed);
            schemas.row(
                parameter.path("name").asText(),
                parameter.path("schema"),
                parameter.path("required").asBoolean(),
                parameter.path("in").asText(),
                parameter.path("description").asText());
          }
        });
  }

  private void body(JsonNode body) {
    if (!body.path("content").isEmpty()) {
      html.line("h4", "Body");
      content(body.path("content"));
    }
  }

  private void answers(JsonNode responses) {
    html.line("h4", "Answers");
    html.element(
        "dl",
        "answers",
        () ->
            responses
                .propertyStream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(answer -> answer(answer.getKey(), resolve(answer.getValue()))));
  }

  private void answer(String status, JsonNode response) {
    html.element(
        "div",
        () -> {
          html.element("dt", () -> html.line("code", status));
          html.element(
              "dd",
              () -> {
                html.prose(response.path("description").asText());
                codes(response.path("x-codes"));
                headers(response.path("headers"));
                content(response.path("content"));
              });
        });
  }

  private void codes(JsonNode codes) {
    if (!codes.isEmpty()) {
      html.element(
          "p",
          "bound",
          () -> {
            html.text("code");
            codes.forEach(code -> html.text(" ").line("code", code.asText()));
          });
    }
  }

  private void headers(JsonNode headers) {
    if (!headers.isEmpty()) {
      html.element(
          "p",
          "bound",
          () -> {
            html.text("headers");
            headers.fieldNames().forEachRemaining(name -> html.text(" ").line("code", name));
          });
    }
  }

  private void content(JsonNode content) {
    SchemaView schemas = new SchemaView(html);
    for (Map.Entry<String, JsonNode> media : content.properties()) {
      JsonNode schema = media.getValue().path("schema");
      html.element(
          "p",
          "media",
          () -> {
            html.line("code", media.getKey()).text(" ");
            html.element("span", "type", () -> schemas.type(schema));
          });
      schemas.fields(schema);
      examples(media.getValue());
    }
  }

  private void examples(JsonNode media) {
    if (media.has("example")) {
      example("Example", media.path("example"));
    }
    for (Map.Entry<String, JsonNode> named : media.path("examples").properties()) {
      example(
          "Example: " + named.getValue().path("summary").asText(named.getKey()),
          named.getValue().path("value"));
    }
  }

  private void example(String title, JsonNode value) {
    html.element(
        "details",
        () -> {
          html.line("summary", title);
          html.element("pre", Map.of("tabindex", "0"), () -> html.line("code", pretty(value)));
        });
  }

  private JsonNode resolve(JsonNode node) {
    String reference = node.path("$ref").asText();
    return reference.isEmpty() ? node : document.at(reference.substring(1));
  }

  private static String pretty(JsonNode value) {
    try {
      return PRETTY.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}

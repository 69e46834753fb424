package io.meterhouse.kit.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/**
 * An OpenAPI document as a page for people: no script, nothing from elsewhere, one style sheet in
 * the page itself, which the policy allows by its hash. Made here and not by a packaged renderer:
 * those are megabytes of script that builds the page in the browser and needs inline styles.
 *
 * @param html the page
 * @param securityPolicy its Content-Security-Policy
 */
public record ReferencePage(String html, String securityPolicy) {

  private static final String STYLE = "reference.css";

  /** Of a document that is whole in itself. */
  public static ReferencePage of(JsonNode document) {
    String style = style();
    Html html = new Html();
    html.ours("<!doctype html>\n");
    html.element("html", Map.of("lang", "en"), () -> page(html, document, style));
    return new ReferencePage(
        html.toString(),
        "default-src 'none'; style-src 'sha256-"
            + sha256(style)
            + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  }

  private static void page(Html html, JsonNode document, String style) {
    String title = document.path("info").path("title").asText() + " API";
    html.element(
        "head",
        () -> {
          html.ours("<meta charset=\"utf-8\">");
          html.ours("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
          html.ours("<meta name=\"color-scheme\" content=\"light dark\">");
          html.line("title", title);
          // Not escaped: a style sheet is no HTML inside, and the hash is of these very bytes.
          html.element("style", () -> html.ours(style));
        });
    html.element(
        "body",
        () -> {
          html.element(
              "a", Map.of("class", "skip", "href", "#main"), () -> html.text("To the text"));
          html.element(
              "nav", Map.of("aria-label", "Contents"), () -> contents(html, document, title));
          html.element("main", Map.of("id", "main"), () -> main(html, document, title));
        });
  }

  private static void contents(Html html, JsonNode document, String title) {
    html.element("p", "title", () -> html.link("#main", title));
    html.element(
        "ul",
        () -> {
          for (JsonNode tag : document.path("tags")) {
            String name = tag.path("name").asText();
            html.element(
                "li",
                () -> {
                  html.link("#tag-" + name, name);
                  html.element("ul", () -> operationLinks(html, document, name));
                });
          }
          html.element("li", () -> html.link("#schemas", "schemas"));
        });
  }

  private static void operationLinks(Html html, JsonNode document, String tag) {
    eachOperation(
        document,
        tag,
        (path, method, operation) ->
            html.element(
                "li",
                () -> {
                  String id = operation.path("operationId").asText();
                  html.link("#op-" + id, id);
                }));
  }

  private static void main(Html html, JsonNode document, String title) {
    html.line("h1", title);
    html.element("p", "bound", () -> html.text("version " + document.at("/info/version").asText()));
    html.prose(document.at("/info/description").asText());
    html.element(
        "p",
        () ->
            html.text("For programs: ")
                .link("/api/v1/openapi.json", "openapi.json")
                .text(", OpenAPI " + document.path("openapi").asText() + "."));
    OperationView operations = new OperationView(html, document);
    for (JsonNode tag : document.path("tags")) {
      String name = tag.path("name").asText();
      html.element(
          "section",
          Map.of("id", "tag-" + name),
          () -> {
            html.line("h2", name);
            html.prose(tag.path("description").asText());
            eachOperation(document, name, operations::show);
          });
    }
    html.element(
        "section",
        Map.of("id", "schemas"),
        () -> schemas(html, document.at("/components/schemas")));
  }

  private static void schemas(Html html, JsonNode schemas) {
    html.line("h2", "Schemas");
    SchemaView view = new SchemaView(html);
    schemas
        .propertyStream()
        .sorted(Map.Entry.comparingByKey(String.CASE_INSENSITIVE_ORDER))
        .forEach(
            schema ->
                html.element(
                    "section",
                    Map.of("class", "schema", "id", "schema-" + schema.getKey()),
                    () -> {
                      html.line("h3", schema.getKey());
                      html.prose(schema.getValue().path("description").asText());
                      html.element("p", "type", () -> view.type(schema.getValue()));
                      view.bounds(schema.getValue());
                      view.fields(schema.getValue());
                    }));
  }

  private static void eachOperation(JsonNode document, String tag, OperationVisitor visitor) {
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        if (operation.getValue().path("tags").path(0).asText().equals(tag)) {
          visitor.visit(path.getKey(), operation.getKey(), operation.getValue());
        }
      }
    }
  }

  private static String style() {
    try (InputStream in = ReferencePage.class.getResourceAsStream(STYLE)) {
      if (in == null) {
        throw new IllegalStateException(STYLE + " is missing from the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(STYLE, e);
    }
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder()
          .encodeToString(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @FunctionalInterface
  private interface OperationVisitor {
    void visit(String path, String method, JsonNode operation);
  }
}

package io.meterhouse.testing.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.http.Access;
import io.meterhouse.kit.http.Route;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenApiContractTest {

  private static final String EVENT = "{'id':'1','source':'s','type':'t','tenantid':'TEN-1'}";
  private static final String ACCEPTED = "{'accepted':1,'rejected':0,'errors':[]}";

  private final OpenApiContract contract = new OpenApiContract();

  @Test
  void shouldNameAServiceForEveryOperationAndAnOperationIdOnce() {
    List<String> operationIds = contract.document().path("paths").findValuesAsText("operationId");
    List<String> operations = new ArrayList<>();
    for (String service : List.of("every service", "ingest-api", "rating-engine", "query-api")) {
      operations.addAll(contract.operationsOf(service));
    }

    assertThat(operationIds).doesNotHaveDuplicates();
    assertThat(operations).hasSameSizeAs(operationIds).doesNotHaveDuplicates();
  }

  @Test
  void shouldResolveEveryReference() {
    for (String reference : new TreeSet<>(contract.document().findValuesAsText("$ref"))) {
      JsonNode target = contract.document().at(reference.substring(1));
      assertThat(target.isMissingNode()).as(reference).isFalse();
    }
  }

  @Test
  void shouldUseEverySharedPart() {
    TreeSet<String> references = new TreeSet<>(contract.document().findValuesAsText("$ref"));
    // The one kind of part that is used by its name.
    for (JsonNode alternatives : contract.document().findValues("security")) {
      for (JsonNode scheme : alternatives) {
        scheme
            .fieldNames()
            .forEachRemaining(n -> references.add("#/components/securitySchemes/" + n));
      }
    }
    for (Map.Entry<String, JsonNode> kind : contract.document().path("components").properties()) {
      for (Map.Entry<String, JsonNode> part : kind.getValue().properties()) {
        String reference = "#/components/" + kind.getKey() + "/" + part.getKey();
        assertThat(references)
            .as(reference)
            .anyMatch(used -> (used + "/").startsWith(reference + "/"));
      }
    }
  }

  @Test
  void shouldTellOfRefusalsAndLimitsWhereverATokenIsNeeded() {
    for (JsonNode path : contract.document().path("paths")) {
      for (JsonNode operation : path) {
        boolean needsToken = !operation.path("security").isEmpty();
        Map.of("401", "Unauthenticated", "403", "Denied", "429", "RateLimited")
            .forEach(
                (status, answer) -> {
                  JsonNode refusal = operation.path("responses").path(status).path("$ref");
                  assertThat(refusal.asText().endsWith(answer))
                      .as("%s of %s", status, operation.path("operationId").asText())
                      .isEqualTo(needsToken);
                });
      }
    }
  }

  @Test
  void shouldLetEveryChangeAndNothingElseBeNamedByAKey() {
    for (JsonNode path : contract.document().path("paths")) {
      for (Map.Entry<String, JsonNode> method : path.properties()) {
        JsonNode operation = method.getValue();
        String id = operation.path("operationId").asText();
        boolean changes = isChange(method.getKey(), operation);

        assertThat(
                operation.path("parameters").findValuesAsText("$ref").stream()
                    .anyMatch(reference -> reference.endsWith("/IdempotencyKey")))
            .as("%s has a key", id)
            .isEqualTo(changes);
        if (changes) {
          assertThat(operation.path("responses").has("409")).as("409 of %s", id).isTrue();
        }
      }
    }
  }

  /** Events and snapshots have identities instead, and some questions are POSTs. */
  private static boolean isChange(String method, JsonNode operation) {
    List<String> scopes = new ArrayList<>();
    operation
        .path("security")
        .forEach(schemes -> schemes.forEach(names -> names.forEach(n -> scopes.add(n.asText()))));
    return !method.equals("get")
        && scopes.stream()
            .anyMatch(
                it ->
                    it.equals("usage:void")
                        || (it.endsWith(":write") && !it.equals("usage:write")));
  }

  @Test
  void shouldShowExamplesThatSatisfyTheirSchemas() {
    List<String> checked = new ArrayList<>();
    checkExamples("", contract.document(), checked);

    assertThat(checked).hasSizeGreaterThan(15);
  }

  /** Of a media type by its schema; of a schema by itself. */
  private void checkExamples(String where, JsonNode node, List<String> checked) {
    if (node.path("schema").isObject() && node.has("example")) {
      checkExample(where + "/example", node.path("schema"), node.path("example"), checked);
    }
    if (node.path("schema").isObject()) {
      for (Map.Entry<String, JsonNode> named : node.path("examples").properties()) {
        checkExample(
            where + "/" + named.getKey(),
            node.path("schema"),
            named.getValue().path("value"),
            checked);
      }
    }
    if (node.path("examples").isArray()) {
      node.path("examples").forEach(it -> checkExample(where, node, it, checked));
    }
    if (node.isObject()) {
      node.properties()
          .forEach(it -> checkExamples(where + "/" + it.getKey(), it.getValue(), checked));
    } else {
      node.forEach(it -> checkExamples(where, it, checked));
    }
  }

  private void checkExample(String where, JsonNode schema, JsonNode example, List<String> checked) {
    contract.checkValue(where, schema, example);
    checked.add(where);
  }

  @Test
  void shouldHoldARefusalByALimitAgainstItsHeaders() {
    String limited = "{'error':{'code':'RATE_LIMITED','message':'m','details':[],'trace_id':'t'}}";
    assertThatThrownBy(() -> check("/api/v1/events", EVENT, 429, limited))
        .hasMessageContaining("Retry-After");
  }

  @Test
  void shouldPassAnExchangeThatTheFileDescribes() throws Exception {
    check("/api/v1/events", EVENT, 202, ACCEPTED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // path           | request                     | status | answer
        "/api/v1/nothing  | {}                          | 202 | {'accepted':1,'rejected':0,'errors':[]}",
        "/api/v1/events   | {'id':'1','source':'s','type':'t'} | 418 | {}",
        "/api/v1/events   | {'id':'1','source':'s','type':'t'} | 202 | {'accepted':1,'errors':[]}",
        "/api/v1/events   | {'id':'1','source':'s','type':'t'} | 202 | {'accepted':'1','rejected':0,'errors':[]}",
        "/api/v1/events   | {'id':1,'source':'s','type':'t'}   | 202 | {'accepted':1,'rejected':0,'errors':[]}",
      })
  void shouldFailAnExchangeThatTheFileDoesNotDescribe(
      String path, String request, int status, String answer) {
    assertThatThrownBy(() -> check(path, request, status, answer))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void shouldFailAnAnswerWithoutAHeaderThatTheFileNames() {
    String unavailable =
        "{'error':{'code':'UNAVAILABLE','message':'m','details':[],'trace_id':'t'}}";
    assertThatThrownBy(() -> check("/api/v1/events", EVENT, 503, unavailable))
        .hasMessageContaining("Retry-After");
  }

  @Test
  void shouldFailACodeThatTheFileDoesNotName() {
    String denied = "{'error':{'code':'NO_WAY','message':'m','details':[],'trace_id':'t'}}";
    assertThatThrownBy(() -> check("/api/v1/events", EVENT, 403, denied))
        .hasMessageContaining("NO_WAY");
  }

  @Test
  void shouldFailARouteForOthersThanTheFileSays() {
    Route listTenants = new Route("GET", "/api/v1/tenants", Access.platform(Scope.TENANT_READ));
    contract.checkAccess(listTenants);

    for (Access other :
        List.of(
            Access.OPEN, Access.platform(Scope.TENANT_WRITE), Access.requires(Scope.TENANT_READ))) {
      assertThatThrownBy(() -> contract.checkAccess(new Route("GET", "/api/v1/tenants", other)))
          .isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void shouldNotHoldWhatWasRefusedAgainstTheRequestsSchema() throws Exception {
    check(
        "/api/v1/events",
        "[7," + EVENT + "]",
        202,
        ACCEPTED.replace("'rejected':0", "'rejected':1"));
  }

  private void check(String path, String request, int status, String answer) throws Exception {
    byte[] body = request.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    String text = answer.replace('\'', '"');
    contract.check(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1" + path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        body,
        new Answer(
            status,
            HttpHeaders.of(Map.of(), (name, value) -> true),
            text,
            ApiClient.JSON.readTree(text)));
  }
}

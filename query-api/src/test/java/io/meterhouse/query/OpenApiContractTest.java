package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OpenApiContractTest {

  private final OpenApiContract contract = new OpenApiContract();

  @Test
  void shouldNameAServiceForEveryOperationAndAnOperationIdOnce() {
    List<String> operationIds = contract.document().path("paths").findValuesAsText("operationId");

    assertThat(operationIds).doesNotHaveDuplicates();
    assertThat(
            contract.operationsOf("query-api").size()
                + contract.operationsOf("ingest-api").size()
                + contract.operationsOf("rating-engine").size()
                + contract.operationsOf("every service").size())
        .isEqualTo(operationIds.size());
  }

  @Test
  void shouldDescribeTheHealthOfEveryService() {
    assertThat(contract.operationsOf("every service"))
        .containsExactly("GET /health/live", "GET /health/ready");
  }

  @Test
  void shouldResolveEveryReference() {
    for (String reference : new TreeSet<>(contract.document().findValuesAsText("$ref"))) {
      JsonNode target = contract.document().at(reference.substring(1));
      assertThat(target.isMissingNode()).as(reference).isFalse();
    }
  }

  @Test
  void shouldDescribeWhatTheOtherServicesServe() {
    assertThat(contract.operationsOf("ingest-api"))
        .containsExactly(
            "POST /api/v1/events",
            "POST /api/v1/usage/snapshots",
            "POST /api/v1/usage/snapshots:batch");
    assertThat(contract.operationsOf("rating-engine"))
        .containsExactly(
            "DELETE /api/v1/pricing/models/{id}",
            "GET /api/v1/pricing/models",
            "GET /api/v1/pricing/models/{id}",
            "POST /api/v1/pricing/calculate",
            "POST /api/v1/pricing/models",
            "PUT /api/v1/pricing/models/{id}");
  }
}

package io.meterhouse.benchmarks.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EventBodiesTest {

  private static final Instant LATEST = Instant.parse("2026-11-21T10:00:00Z");
  private static final JsonMapper JSON = new JsonMapper();

  @Test
  void shouldMakeOneEventThatACustomerCouldHaveSent() throws IOException {
    JsonNode event = JSON.readTree(new EventBodies(1, LATEST).get());

    assertThat(event.fieldNames())
        .toIterable()
        .containsExactly(
            "specversion", "id", "source", "type", "tenantid", "subject", "time", "data");
    assertThat(Instant.parse(event.path("time").asText())).isBefore(LATEST);
    assertThat(event.path("data").fieldNames())
        .toIterable()
        .containsExactly("model", "context_tokens", "generated_tokens");
  }

  @Test
  void shouldNeverGiveTwoEventsOneId() throws IOException {
    List<String> ids = new ArrayList<>();
    for (EventBodies bodies : List.of(new EventBodies(100, LATEST), new EventBodies(100, LATEST))) {
      for (int i = 0; i < 20; i++) {
        JsonNode batch = JSON.readTree(bodies.get());
        assertThat(batch).hasSize(100);
        batch.forEach(event -> ids.add(event.path("id").asText()));
      }
    }

    Set<String> different = new HashSet<>(ids);
    assertThat(different).hasSize(4_000).allMatch(id -> id.matches("req-[0-9a-f]{16}"));
  }
}

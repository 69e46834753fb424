package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.meterhouse.testing.http.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;

/**
 * A billing job: pulls, remembers where it was, and keeps the newest version of each item. It
 * waits, because any other transaction of the server that is open holds changes back.
 */
final class BillingJob {

  private final QueryService service;
  private final String question;
  private final List<String> delivered = new ArrayList<>();
  private final Map<String, Long> versions = new HashMap<>();
  private String token = "";
  private int pages;

  BillingJob(QueryService service, String question) {
    this.service = service;
    this.question = question;
  }

  /** One page of a question; nothing is remembered. */
  static JsonNode page(QueryService service, String question) {
    Answer answer = service.get("/api/v1/billing/rated-items?" + question);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.body();
  }

  /** A first page, as soon as it has that many items. */
  static JsonNode page(QueryService service, String question, int items) {
    return soon().until(() -> page(service, question), page -> page.path("items").size() == items);
  }

  /** Asks at once, and often. */
  static ConditionFactory soon() {
    return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20));
  }

  BillingJob pull() {
    JsonNode page = page(service, question + token);
    for (JsonNode item : page.path("items")) {
      delivered.add(item.path("meter").asText());
      versions.merge(item.path("meter").asText(), item.path("version").asLong(), Math::max);
    }
    pages += page.path("items").isEmpty() ? 0 : 1;
    String resume = page.path("resumeToken").asText();
    JsonNode next = page.path("nextPageToken");
    assertThat(next.isNull() ? resume : next.asText()).isEqualTo(resume);
    token = "&pageToken=" + resume;
    return this;
  }

  /** Pulls until just these have come, each once. */
  BillingJob until(List<String> meters) {
    soon()
        .untilAsserted(
            () -> assertThat(pull().delivered).containsExactlyInAnyOrderElementsOf(meters));
    return this;
  }

  /** The meters of the items that came, in order. */
  List<String> delivered() {
    return delivered;
  }

  /** The newest version of each meter's item. */
  Map<String, Long> versions() {
    return versions;
  }

  /** Pages that had an item. */
  int pages() {
    return pages;
  }
}

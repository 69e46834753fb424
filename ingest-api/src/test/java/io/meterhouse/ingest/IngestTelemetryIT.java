package io.meterhouse.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meterhouse.kit.config.HttpConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.kit.kafka.TraceHeaders;
import io.meterhouse.kit.lifecycle.RunningService;
import io.meterhouse.kit.lifecycle.ServiceRunner;
import io.meterhouse.kit.telemetry.Telemetry;
import io.meterhouse.kit.telemetry.Tracing;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.testing.TestTokens;
import io.meterhouse.testing.Workspace;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What ingest tells of its work, and that the trace of a request goes on with its records. */
@ExtendWith(Engines.class)
class IngestTelemetryIT {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  @RegisterExtension
  private final OpenTelemetryExtension openTelemetry = OpenTelemetryExtension.create();

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void shouldCountEventsAndPassTheTraceOn(EngineAddresses engines) throws Exception {
    Workspace workspace = Workspace.on(engines, "telemetry", 4);
    InstantSource clock = InstantSource.system();
    Telemetry telemetry = Telemetry.with(new Tracing(openTelemetry.getOpenTelemetry()));
    IngestModule module =
        IngestModule.create(
            IngestConfig.of(workspace.kafka(), workspace.startup()), clock, telemetry);
    try (RunningService service =
        ServiceRunner.start(
            HttpConfig.onFreePort(), new TestTokens(), List.of(module), clock, telemetry)) {
      HttpResponse<String> answer =
          post(service.address(), event("1") + "\n" + event("2") + "\n{}");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);

      assertThat(traceparents(workspace, 2))
          .singleElement()
          .asString()
          .startsWith("00-" + TRACE + "-")
          .endsWith("-01");
      await().until(() -> !openTelemetry.getSpans().isEmpty());
      assertThat(openTelemetry.getSpans())
          .as("one span a request and none an event")
          .extracting(SpanData::getName)
          .containsExactly("POST /api/v1/events");
      assertThat(get(service.address() + "/metrics"))
          .contains(
              "meterhouse_ingest_accepted_events_total{tenant=\"TEN-1\"} 2.0",
              "meterhouse_ingest_rejected_events_total{code=\"",
              "meterhouse_ingest_ack_seconds_count{outcome=\"accepted\"} 1",
              "meterhouse_ingest_events_in_flight 0.0",
              "meterhouse_ingest_body_bytes_total ",
              "meterhouse_catalog_entries{kind=\"meter\",service=\"ingest-api\"} 0.0",
              "kafka_producer_record_send_total{",
              "purpose=\"catalog-ingest-api\"");
    }
  }

  private static String event(String id) {
    return "{\"id\":\"" + id + "\",\"source\":\"s\",\"type\":\"t\",\"tenantid\":\"TEN-1\"}";
  }

  private HttpResponse<String> post(String address, String lines) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(address + IngestService.EVENTS))
            .header("Authorization", "Bearer " + TestTokens.PLATFORM)
            .header("Content-Type", "application/x-ndjson")
            .header("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01")
            .POST(HttpRequest.BodyPublishers.ofString(lines))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private String get(String address) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(URI.create(address)).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static Set<String> traceparents(Workspace workspace, int expected) {
    Set<String> found = new TreeSet<>();
    int records = 0;
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            workspace.kafka().clientProperties(),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      String topic = new Topics(workspace.kafka()).name(Topic.USAGE_ACCEPTED);
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (records < expected) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          records++;
          found.add(String.valueOf(TraceHeaders.read(record.headers())));
        }
      }
    }
    return found;
  }
}

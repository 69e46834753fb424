package io.meterhouse.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.message.MessageWriter;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import io.meterhouse.kit.wire.Times;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import io.meterhouse.testing.http.Answer;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events as the SDK of CloudEvents sends them, and in binary mode as others may. */
@ExtendWith(Engines.class)
class CloudEventsIT {

  private static final String EVENTS = "/api/v1/events";
  private static final String DATA = "{\"tokens\":1.20e2,\"name\":\"\\u00fc\"}";

  private static IngestService service;

  @BeforeAll
  static void start(EngineAddresses engines) throws Exception {
    service = IngestService.start(engines);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void shouldTakeWhatTheSdkSendsInBothModesAsOneAndTheSame() throws Exception {
    CloudEvent event =
        CloudEventBuilder.v1()
            .withId("sdk-1")
            .withSource(URI.create("//shop.example/checkout?a=b"))
            .withType("llm.request")
            .withSubject("client 7")
            .withTime(OffsetDateTime.parse("2026-11-21T10:59:59.123456789+01:00"))
            .withExtension("tenantid", "TEN-sdk")
            .withData("application/json", DATA.getBytes(UTF_8))
            .build();

    assertThat(send(event, false).text())
        .isEqualTo("{\"accepted\":1,\"rejected\":0,\"errors\":[]}");
    assertThat(send(event, true).status()).isEqualTo(202);

    assertThat(service.recordsOf("TEN-sdk"))
        .hasSize(2)
        .allSatisfy(
            kept -> {
              UsageRecord record = UsageRecord.parseFrom(kept.value());
              assertThat(record.getId()).isEqualTo("sdk-1");
              assertThat(record.getSource()).isEqualTo("//shop.example/checkout?a=b");
              assertThat(Times.fromWire(record.getTime()))
                  .isEqualTo(Instant.parse("2026-11-21T09:59:59.123456789Z"));
              assertThat(record.getData().toStringUtf8()).contains("\"tokens\":1.20e2");
            })
        .extracting(kept -> UsageRecord.parseFrom(kept.value()).getSubject())
        .containsOnly("client 7");
  }

  private static Answer send(CloudEvent event, boolean isBinary) {
    Map<String, String> headers = new HashMap<>();
    byte[][] body = {{}};
    MessageWriter<?, ?> writer =
        HttpMessageFactory.createWriter(headers::put, bytes -> body[0] = bytes);
    if (isBinary) {
      writer.writeBinary(event);
    } else {
      writer.writeStructured(event, JsonFormat.CONTENT_TYPE);
    }
    return service.post(EVENTS, headers, body[0]);
  }

  @Test
  void shouldDecodeWhatAHeaderCannotCarry() throws IOException {
    Map<String, String> headers = attributes("TEN-decoded");
    headers.put("CE-Subject", "\"caf%C3%A9 \\\"x\\\" %25\"");

    assertThat(service.post(EVENTS, headers, "{}".getBytes(UTF_8)).status()).isEqualTo(202);

    UsageRecord record = UsageRecord.parseFrom(service.recordsOf("TEN-decoded").getFirst().value());
    assertThat(record.getSubject()).isEqualTo("café \"x\" %");
    assertThat(record.getData().toStringUtf8()).isEqualTo("{}");
  }

  @Test
  void shouldTakeAnEventWithoutData() throws IOException {
    Map<String, String> headers = attributes("TEN-dataless");
    headers.remove("Content-Type");

    assertThat(service.post(EVENTS, headers, new byte[0]).status()).isEqualTo(202);

    assertThat(service.idsOf("TEN-dataless")).containsExactly("binary");
  }

  @Test
  void shouldBelieveTheBodyWhereItsTypeSaysThatItIsTheEvent() throws IOException {
    Map<String, String> headers = attributes("TEN-of-header");
    headers.put("Content-Type", "application/cloudevents+json");
    String event =
        "{\"specversion\":\"1.0\",\"id\":\"of-body\",\"source\":\"s\",\"type\":\"t\","
            + "\"tenantid\":\"TEN-of-body\"}";

    assertThat(service.post(EVENTS, headers, event.getBytes(UTF_8)).status()).isEqualTo(202);

    assertThat(service.idsOf("TEN-of-body")).containsExactly("of-body");
    assertThat(service.idsOf("TEN-of-header")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ce-subject     | %zz    | {}     | 400 | INVALID_ARGUMENT",
        "ce-subject     | %C3    | {}     | 400 | INVALID_ARGUMENT",
        "ce-subject     | a%0Ab  | {}     | 400 | INVALID_TEXT",
        "ce-specversion | 0.3    | {}     | 400 | UNSUPPORTED_SPECVERSION",
        "ce-time        | today  | {}     | 400 | TIMESTAMP_INVALID",
        "ce-tenantid    | x      | {}     | 400 | TENANT_INVALID",
        "ce-subject     | s      | [1]    | 400 | WRONG_TYPE",
        "ce-subject     | s      | {      | 400 | INVALID_JSON",
        "ce-data        | s      | 7      | 400 | WRONG_TYPE",
        "Content-Type   | text/x | {}     | 415 | UNSUPPORTED_MEDIA_TYPE",
      })
  void shouldRefuseABinaryEventWithAReason(
      String header, String value, String body, int status, String code) throws IOException {
    Map<String, String> headers = attributes("TEN-refused");
    headers.put(header, value);

    Answer answer = service.post(EVENTS, headers, body.getBytes(UTF_8));

    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.text()).contains("\"" + code + "\"");
    assertThat(service.idsOf("TEN-refused")).isEmpty();
  }

  @Test
  void shouldMissWhatABinaryEventLacks() {
    Map<String, String> headers = attributes("TEN-refused");
    headers.remove("ce-id");

    assertThat(service.post(EVENTS, headers, "{}".getBytes(UTF_8)).text())
        .contains("\"MISSING_FIELD\"", "\"field\":\"id\"");
  }

  private static Map<String, String> attributes(String tenant) {
    return new HashMap<>(
        Map.of(
            "Content-Type", "application/json; charset=UTF-8",
            "ce-specversion", "1.0",
            "ce-id", "binary",
            "ce-source", "s",
            "ce-type", "t",
            "ce-tenantid", tenant));
  }
}

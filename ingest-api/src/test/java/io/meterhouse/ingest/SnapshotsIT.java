package io.meterhouse.ingest;

import static io.meterhouse.ingest.IngestService.SNAPSHOTS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import io.meterhouse.testing.http.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Snapshots of meters that are made while the service runs: it has to ask before it says no. */
@ExtendWith(Engines.class)
class SnapshotsIT {

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
  void shouldTakeASnapshotAsTheCommercialOperationsApiShowsIt() throws Exception {
    service.publish(IngestFixtures.snapshotMeter("TEN-00123", "egress_gb"));

    Answer answer =
        service.post(
            SNAPSHOTS,
            "application/json",
            """
            {"tenant_id":"TEN-00123","metric_code":"egress_gb","metric_value":12.34,
             "usage_date":"2025-10-06","new_field":true}
            """);

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.text())
        .matches("\\{\"status\":\"accepted\",\"ingest_id\":\"ing-[0-9A-Z]{26}\"}");
    UsageRecord record = UsageRecord.parseFrom(service.recordsOf("TEN-00123").getFirst().value());
    assertThat(record.getSnapshot().getMetricCode()).isEqualTo("egress_gb");
    assertThat(record.getSnapshot().getUsageEpochDay()).isEqualTo(20_367);
    assertThat(List.of(record.getId(), record.getIngestId()))
        .containsOnly(answer.body().get("ingest_id").textValue());
  }

  @Test
  void shouldRefuseASnapshotOfAnUnknownMeterAndOneWithThirteenDecimals() throws Exception {
    service.publish(IngestFixtures.snapshotMeter("TEN-snap", "disk"));

    Answer unknown = service.post(SNAPSHOTS, "application/json", snapshot("memory", "1"));
    Answer precise =
        service.post(SNAPSHOTS, "application/json", snapshot("disk", "1.1234567890123"));

    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.code()).isEqualTo("UNKNOWN_METER");
    assertThat(unknown.fieldsAtFault()).containsExactly("metric_code");
    assertThat(precise.status()).isEqualTo(400);
    assertThat(precise.code()).isEqualTo("VALUE_TOO_PRECISE");
    assertThat(service.recordsOf("TEN-snap")).isEmpty();
  }

  @Test
  void shouldTakeSnapshotsInABatch() throws Exception {
    service.publish(IngestFixtures.snapshotMeter("TEN-many", "disk"));
    String good = "{\"metric_code\":\"disk\",\"metric_value\":\"7\",\"usage_date\":\"2026-11-20\"}";
    String bad = "{\"metric_code\":\"disk\",\"metric_value\":\"x\",\"usage_date\":\"2026-11-20\"}";

    Answer answer = batch("{\"snapshots\":[" + good + "," + bad + "," + good + "]}");

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.body().get("results").findValuesAsText("index")).containsExactly("0", "2");
    assertThat(answer.body().at("/errors/0/code").textValue()).isEqualTo("VALUE_NOT_A_NUMBER");
    List<String> ingestIds = answer.body().get("results").findValuesAsText("ingest_id");
    assertThat(ingestIds).isSorted().doesNotHaveDuplicates();
    assertThat(service.idsOf("TEN-many")).containsExactlyInAnyOrderElementsOf(ingestIds);

    assertThat(batch("[" + bad + "]").status()).isEqualTo(400);
    Answer bare = batch("[" + good.replace("\"7\"", "7.5e1") + "]");
    assertThat(bare.body().get("accepted").intValue()).isEqualTo(1);
    assertThat(service.idsOf("TEN-many")).hasSize(3);
  }

  private static Answer batch(String body) {
    return service.post(
        SNAPSHOTS + ":batch",
        Map.of("Content-Type", "application/json", "X-Tenant-Id", "TEN-many"),
        body.getBytes(UTF_8));
  }

  private static String snapshot(String metric, String value) {
    return "{\"tenant_id\":\"TEN-snap\",\"metric_code\":\"%s\",\"metric_value\":%s,"
            .formatted(metric, value)
        + "\"usage_date\":\"2026-11-20\"}";
  }
}

package io.meterhouse.ingest;

import com.google.protobuf.ByteString;
import io.meterhouse.kit.wire.Decimals;
import io.meterhouse.metering.ContentHash;
import io.meterhouse.metering.DataValue;
import io.meterhouse.metering.Identity;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.Quantity;
import io.meterhouse.metering.QuantityException;
import io.meterhouse.metering.TenantId;
import io.meterhouse.schemas.usage.v1.Snapshot;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * Reads one usage snapshot of the commercial operations API; unknown fields are ignored, as it
 * says. Pure.
 */
final class SnapshotValidator {

  private static final String SOURCE = "snapshots";
  private static final int MAX_METRIC_CODE_CHARACTERS = 128;

  /** The zone that is furthest ahead: today there may be tomorrow in UTC. */
  private static final Duration FURTHEST_AHEAD = Duration.ofHours(14);

  private SnapshotValidator() {}

  /** What a snapshot says; whether its meter exists is asked of the catalogue afterwards. */
  record Declared(
      TenantId tenant, String metricCode, Quantity value, LocalDate usageDate, String subject) {

    LogEntry withIngestId(String ingestId) {
      long epochDay = usageDate.toEpochDay();
      ContentHash hash = ContentHash.ofSnapshot(subject, metricCode, value, epochDay);
      UsageRecord record =
          UsageRecord.newBuilder()
              .setTenantId(tenant.value())
              .setSource(SOURCE)
              .setId(ingestId)
              .setType(Meter.SNAPSHOT_TYPE)
              .setSubject(subject)
              .setIngestId(ingestId)
              .setContentHash(ByteString.copyFrom(hash.bytes()))
              .setSnapshot(
                  Snapshot.newBuilder()
                      .setMetricCode(metricCode)
                      .setValue(Decimals.toWire(value.value()))
                      .setUsageEpochDay(epochDay))
              .build();
      return new LogEntry(Identity.of(tenant, SOURCE, ingestId), record, true);
    }
  }

  static Declared read(DataValue.Obj snapshot, Sender sender, Instant now) {
    Attributes attributes = new Attributes(snapshot.fields()::get);
    TenantId tenant = attributes.tenant(sender, "tenant_id");
    String metricCode = attributes.text("metric_code", MAX_METRIC_CODE_CHARACTERS);
    Quantity value = value(attributes);
    LocalDate date = date(attributes, now);
    String subject = attributes.optionalText("subject", IngestLimits.MAX_SUBJECT_CHARACTERS);
    return new Declared(tenant, metricCode, value, date, subject);
  }

  private static Quantity value(Attributes attributes) {
    String field = "metric_value";
    String literal =
        switch (attributes.get(field)) {
          case null -> throw Refusal.missing(field);
          case DataValue.Number(String number) -> number;
          case DataValue.Text(String text) -> text;
          case DataValue other ->
              throw new Refusal(
                  Quantity.VALUE_NOT_A_NUMBER,
                  field,
                  Attributes.kind(other) + " (expected: a number)");
        };
    try {
      return Quantity.parse(literal);
    } catch (QuantityException e) {
      throw new Refusal(e.code(), field, e.reason());
    }
  }

  private static LocalDate date(Attributes attributes, Instant now) {
    String field = "usage_date";
    String text = attributes.text(field, Integer.MAX_VALUE);
    LocalDate date;
    try {
      date = LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw new Refusal(
          Refusal.TIMESTAMP_INVALID,
          field,
          Attributes.shown(text) + " (expected: a date such as 2026-11-21)");
    }
    LocalDate last = LocalDate.ofInstant(now.plus(FURTHEST_AHEAD), ZoneOffset.UTC);
    if (date.isAfter(last)) {
      throw new Refusal(
          Refusal.TIMESTAMP_IN_FUTURE, field, date + " (expected: " + last + " or earlier)");
    }
    if (date.isBefore(LocalDate.EPOCH)) {
      throw new Refusal(
          Refusal.TIMESTAMP_TOO_OLD, field, date + " (expected: " + LocalDate.EPOCH + " or later)");
    }
    return date;
  }
}

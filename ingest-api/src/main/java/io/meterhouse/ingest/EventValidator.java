package io.meterhouse.ingest;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.meterhouse.kit.wire.Times;
import io.meterhouse.metering.ContentHash;
import io.meterhouse.metering.DataValue;
import io.meterhouse.metering.EventData;
import io.meterhouse.metering.Identity;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides whether one CloudEvent is taken, and what the log is to carry for it. Pure. */
final class EventValidator {

  private static final String SPEC_VERSION = "1.0";

  private final IngestLimits limits;

  EventValidator(IngestLimits limits) {
    this.limits = limits;
  }

  /** What holds for all events of a request. */
  record Terms(boolean requiresSpecVersion, Sender sender, Instant now, MetersOfRequest meters) {}

  /**
   * The entry, still without its ingest id.
   *
   * @throws Refusal with the first thing that is wrong
   */
  LogEntry.Draft validate(IncomingEvent event, Terms terms) {
    Attributes attributes = new Attributes(event);
    checkSpecVersion(attributes, terms);
    String id = attributes.text("id", IngestLimits.MAX_ID_CHARACTERS);
    String source = attributes.text("source", IngestLimits.MAX_SOURCE_CHARACTERS);
    String type = attributes.text("type", IngestLimits.MAX_TYPE_CHARACTERS);
    if (type.equals(Meter.SNAPSHOT_TYPE)) {
      throw new Refusal(
          Refusal.RESERVED_TYPE, "type", type + " (expected: POST /api/v1/usage/snapshots)");
    }
    String subject = attributes.optionalText("subject", IngestLimits.MAX_SUBJECT_CHARACTERS);
    TenantId tenant = attributes.tenant(terms.sender(), "tenantid", "tenant_id");
    Instant time = attributes.optionalTime("time");
    checkTime(time, terms.now());
    checkData(attributes);
    List<Meter> meters = terms.meters().metersFor(tenant, type);
    checkMeters(meters, event.data());
    byte[] json = event.json();
    UsageRecord.Builder record =
        UsageRecord.newBuilder()
            .setTenantId(tenant.value())
            .setSource(source)
            .setId(id)
            .setType(type)
            .setSubject(subject)
            .setData(UnsafeByteOperations.unsafeWrap(json))
            .setContentHash(ByteString.copyFrom(ContentHash.ofEvent(type, subject, json).bytes()));
    if (time != null) {
      record.setTime(Times.toWire(time));
    }
    return new LogEntry.Draft(Identity.of(tenant, source, id), record, !meters.isEmpty());
  }

  private static void checkSpecVersion(Attributes attributes, Terms terms) {
    DataValue version = attributes.get("specversion");
    if (version == null) {
      if (terms.requiresSpecVersion()) {
        throw Refusal.missing("specversion");
      }
      return;
    }
    if (!(version instanceof DataValue.Text(String text))) {
      throw Refusal.wrongType("specversion", Attributes.kind(version), "the string 1.0");
    }
    if (!text.equals(SPEC_VERSION)) {
      throw new Refusal(
          Refusal.UNSUPPORTED_SPECVERSION,
          "specversion",
          Attributes.shown(text) + " (expected: " + SPEC_VERSION + ")");
    }
  }

  private void checkTime(@Nullable Instant time, Instant now) {
    if (time == null) {
      return;
    }
    if (time.isAfter(now.plus(limits.maxFuture()))) {
      throw new Refusal(
          Refusal.TIMESTAMP_IN_FUTURE,
          "time",
          time + " (expected: at most " + limits.maxFuture() + " after " + now + ")");
    }
    if (time.isBefore(Instant.EPOCH)) {
      throw new Refusal(
          Refusal.TIMESTAMP_TOO_OLD, "time", time + " (expected: " + Instant.EPOCH + " or later)");
    }
  }

  private static void checkData(Attributes attributes) {
    if (attributes.get("data_base64") != null) {
      throw new Refusal(
          Refusal.UNSUPPORTED_DATA, "data_base64", "binary data (expected: a JSON object in data)");
    }
    String contentType = attributes.optionalText("datacontenttype", Integer.MAX_VALUE);
    String bare = contentType.split(";", 2)[0].strip().toLowerCase(java.util.Locale.ROOT);
    if (!bare.isEmpty() && !bare.equals("application/json") && !bare.endsWith("+json")) {
      throw new Refusal(
          Refusal.UNSUPPORTED_DATA,
          "datacontenttype",
          Attributes.shown(contentType) + " (expected: application/json)");
    }
    DataValue data = attributes.get(IncomingEvent.DATA);
    if (data != null && !(data instanceof DataValue.Obj)) {
      throw Refusal.wrongType(IncomingEvent.DATA, Attributes.kind(data), "an object");
    }
  }

  /** A value that a meter cannot read is the client's to mend now, not ours to report later. */
  private static void checkMeters(List<Meter> meters, EventData data) {
    for (Meter meter : meters) {
      meter
          .misfit(data)
          .ifPresent(
              misfit -> {
                throw new Refusal(
                    misfit.code(), misfit.field(), misfit.message() + " for meter " + meter.code());
              });
    }
  }
}

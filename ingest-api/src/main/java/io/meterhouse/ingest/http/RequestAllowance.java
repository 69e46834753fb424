package io.meterhouse.ingest.http;

import io.javalin.http.Context;
import io.meterhouse.ingest.Allowance;
import io.meterhouse.ingest.LogEntry;
import io.meterhouse.kit.http.BodyRoom;
import io.meterhouse.kit.http.Quota;
import io.meterhouse.metering.TenantId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the limits of the caller leave to one request, and the room that there is for it while it
 * waits for the brokers.
 *
 * @param bodyBytes of its body, for which there is room already
 */
record RequestAllowance(Quota quota, Context ctx, int bodyBytes) implements Allowance {

  /** Beside its bytes: the objects of an entry and of its record, roughly. */
  private static final int BYTES_AN_ENTRY = 512;

  @Override
  public void use(int elements, List<LogEntry> entries) {
    Map<TenantId, Quota.Volume> taken = new HashMap<>();
    String tenant = "";
    long events = 0;
    long bytes = 0;
    // Most requests bring events of one tenant: those that stand together are added up first.
    for (LogEntry entry : entries) {
      if (!entry.record().getTenantId().equals(tenant)) {
        add(taken, tenant, events, bytes);
        tenant = entry.record().getTenantId();
        events = 0;
        bytes = 0;
      }
      events++;
      bytes += entry.record().getSerializedSize();
    }
    add(taken, tenant, events, bytes);
    long held = (long) BYTES_AN_ENTRY * entries.size();
    for (Quota.Volume volume : taken.values()) {
      held += volume.bytes();
    }
    BodyRoom.hold(ctx, bodyBytes + held);
    quota.useEvents(elements, taken);
  }

  private static void add(
      Map<TenantId, Quota.Volume> taken, String tenant, long events, long bytes) {
    if (events > 0) {
      taken.merge(TenantId.of(tenant), new Quota.Volume(events, bytes), Quota.Volume::plus);
    }
  }

  @Override
  public void giveBack() {
    quota.giveBack();
  }
}

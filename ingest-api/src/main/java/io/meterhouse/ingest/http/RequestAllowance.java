package io.meterhouse.ingest.http;

import io.meterhouse.ingest.Allowance;
import io.meterhouse.ingest.LogEntry;
import io.meterhouse.kit.http.Quota;
import io.meterhouse.metering.TenantId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the limits of the caller leave to one request, beside the bytes of its body. */
record RequestAllowance(Quota quota) implements Allowance {

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

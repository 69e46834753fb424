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
    for (LogEntry entry : entries) {
      taken.merge(
          TenantId.of(entry.record().getTenantId()),
          new Quota.Volume(1, entry.record().getSerializedSize()),
          Quota.Volume::plus);
    }
    quota.useEvents(elements, taken);
  }

  @Override
  public void giveBack() {
    quota.giveBack();
  }
}

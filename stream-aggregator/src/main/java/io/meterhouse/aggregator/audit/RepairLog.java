package io.meterhouse.aggregator.audit;

import io.meterhouse.aggregator.stream.UniqueKey;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import java.util.List;

/** Port: asks the stream job to fold stretches of event time again. */
@FunctionalInterface
public interface RepairLog {

  /**
   * What one record asks for.
   *
   * @param record with recompute
   */
  record Wish(UniqueKey key, UsageRecord record) {}

  /**
   * Returns when the brokers have them all.
   *
   * @throws AuditException if that is not certain; to ask again does no harm
   */
  void ask(List<Wish> wishes);
}

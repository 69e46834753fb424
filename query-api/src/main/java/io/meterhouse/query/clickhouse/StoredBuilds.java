package io.meterhouse.query.clickhouse;

import io.meterhouse.metering.Meter;
import io.meterhouse.query.Builds;
import io.meterhouse.query.PartitionBuild;
import io.meterhouse.usagestore.MeterBuildRow;
import io.meterhouse.usagestore.MeterBuilds;
import io.meterhouse.usagestore.UsageStore;
import java.util.Comparator;
import java.util.List;

/** Reads what the recompute workers wrote. Safe for use by several threads. */
public final class StoredBuilds implements Builds {

  private final MeterBuilds builds;

  /** Over a store that is migrated. */
  public StoredBuilds(UsageStore store) {
    this.builds = new MeterBuilds(store);
  }

  @Override
  public List<PartitionBuild> read(Meter version) {
    return StoreCalls.ask(() -> builds.read(version.tenant(), version.code(), version.version()))
        .stream()
        .map(StoredBuilds::build)
        .sorted(Comparator.comparingInt(PartitionBuild::partition))
        .toList();
  }

  private static PartitionBuild build(MeterBuildRow row) {
    return new PartitionBuild(
        row.partition(), row.events(), row.folded(), row.misfits(), row.done(), row.updatedAt());
  }
}

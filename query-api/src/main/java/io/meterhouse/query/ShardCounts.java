package io.meterhouse.query;

import io.meterhouse.metering.TenantId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** In how many shards usage is counted, as far as somebody has said so. */
public interface ShardCounts {

  /**
   * Stores the number in the place of the one before; part of a change, which tells every stage.
   * Nothing where it is that number already.
   *
   * @throws io.meterhouse.kit.http.error.ApiException 404 where the tenant does not exist
   */
  Change set(UsageShards wanted);

  /**
   * A tenant's, or without one those of all, in order of tenant and type; at most {@code limit}.
   *
   * @param after null: from the first on
   */
  List<UsageShards> list(@Nullable TenantId tenant, @Nullable Place after, int limit);

  /** Where a page ended. */
  record Place(String tenant, String type) {}

  /**
   * What was said of a tenant and type before and after; the same where nothing was changed.
   *
   * @param before null: nothing
   */
  record Change(@Nullable UsageShards before, UsageShards after) {

    /** Whether anything is different now. */
    public boolean isOne() {
      return !after.equals(before);
    }
  }
}

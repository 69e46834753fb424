package io.meterhouse.ratingengine.audit;

import io.meterhouse.ratingengine.usage.UsageUntil;
import io.meterhouse.usagestore.RatedItemRow;
import java.math.BigDecimal;
import java.util.Map;
import java.util.UUID;

/**
 * What was read of some cells, in this order.
 *
 * @param earlier items and prices; between these and the copies there may have been a barrier
 * @param before totals that the earlier prices ask for
 * @param copies in ClickHouse
 * @param later items and prices
 * @param after totals that the later prices ask for
 */
record ItemLook(
    LedgerSnapshot earlier,
    Map<UsageUntil, BigDecimal> before,
    Map<UUID, RatedItemRow> copies,
    LedgerSnapshot later,
    Map<UsageUntil, BigDecimal> after) {}

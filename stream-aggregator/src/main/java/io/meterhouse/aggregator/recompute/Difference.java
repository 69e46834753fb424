package io.meterhouse.aggregator.recompute;

import io.meterhouse.metering.Member;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import io.meterhouse.schemas.usage.v1.Dimension;
import java.time.Instant;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Something stored is not what it should be.
 *
 * @param tenantId empty: of no tenant, or of all
 * @param window of a P3 difference; null of others
 * @param partition of usage.accepted, of a P2 difference; -1 of others
 * @param from of the window or of the accepted time, as is to
 */
public record Difference(
    Kind kind,
    String tenantId,
    @Nullable AggregateKey window,
    int partition,
    Instant from,
    Instant to,
    String expected,
    String found) {

  /** What differs. */
  public enum Kind {
    /** A row of the ledger is not accepted = unique + duplicates + rejected. */
    LEDGER("P2"),
    /** A partition took more or fewer records than the ledger counts. */
    RECORDS("P2"),
    /** {@code usage_events} has more or fewer events than the ledger counts as unique. */
    EVENTS("P2"),
    /** {@code usage_rejections} has more or fewer than the ledger counts as rejected. */
    REJECTIONS("P2"),
    /** A window is not the fold of its events. */
    WINDOW("P3");

    private final String promise;

    Kind(String promise) {
      this.promise = promise;
    }

    /** As ARCHITECTURE.md numbers them. */
    public String promise() {
      return promise;
    }
  }

  /** Where it is, for people. */
  public String where() {
    String tenant = tenantId.isEmpty() ? "all tenants" : tenantId;
    if (window == null) {
      return "%s, accepted from %s to %s, partition %d".formatted(tenant, from, to, partition);
    }
    return "%s, meter %s version %d, subject '%s'%s%s, window %s to %s"
        .formatted(
            tenant,
            window.getMeter(),
            window.getMeterVersion(),
            window.getSubject(),
            window.getDimensionsList().stream().map(Difference::text).collect(Collectors.joining()),
            window.getMember().isEmpty()
                ? ""
                : ", value " + Member.ofBytes(window.getMember().toByteArray()),
            from,
            to);
  }

  private static String text(Dimension dimension) {
    return ", " + dimension.getName() + " '" + dimension.getValue() + "'";
  }

  @Override
  public String toString() {
    return "%s %s: %s: expected %s, found %s"
        .formatted(kind.promise(), kind, where(), expected, found);
  }
}

package io.meterhouse.aggregator;

import io.meterhouse.kit.wire.Decimals;
import io.meterhouse.kit.wire.JsonData;
import io.meterhouse.metering.Aggregate;
import io.meterhouse.metering.Member;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.Reading;
import io.meterhouse.metering.Window;
import io.meterhouse.schemas.usage.v1.Snapshot;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts in memory, in one pass and without any of the stages' code. */
public final class Oracle {

  /**
   * One figure, named as plainly as possible.
   *
   * @param member of what folds for each value apart; null: any other
   */
  public record Cell(
      String tenant,
      String meter,
      String subject,
      Map<String, String> dimensions,
      Instant start,
      @Nullable Member member) {

    Cell withoutMember() {
      return new Cell(tenant, meter, subject, dimensions, start, null);
    }
  }

  /** What must have become of one tenant's records. */
  public record Counts(long accepted, long unique, long duplicates, long rejected) {}

  private final List<Meter> meters;
  private final Map<ByteBuffer, ByteBuffer> first = new HashMap<>();
  private final Map<Cell, Aggregate> cells = new HashMap<>();
  private final Map<String, Counts> ledger = new TreeMap<>();
  private long misfits;

  public Oracle(List<Meter> meters) {
    this.meters = List.copyOf(meters);
  }

  public void accept(UsageRecord usage) {
    ByteBuffer content = ByteBuffer.wrap(usage.getContentHash().toByteArray());
    ByteBuffer before = first.putIfAbsent(ByteBuffer.wrap(Usage.key(usage)), content);
    boolean unique = before == null;
    boolean duplicate = content.equals(before);
    count(usage.getTenantId(), unique, duplicate);
    if (unique) {
      meters.forEach(meter -> fold(meter, usage));
    }
  }

  public void undecodable() {
    count("", false, false);
  }

  public Map<Cell, Aggregate> cells() {
    return cells;
  }

  /** The figure that each meter makes of its cells. */
  public Map<Cell, BigDecimal> figures() {
    Map<Cell, BigDecimal> figures = new HashMap<>();
    for (Meter meter : meters) {
      cells.forEach(
          (cell, aggregate) -> {
            if (!cell.meter().equals(meter.code())) {
              return;
            }
            if (cell.member() == null) {
              figures.put(cell, aggregate.value(meter.aggregation()));
            } else {
              figures.merge(cell.withoutMember(), BigDecimal.ONE, BigDecimal::add);
            }
          });
    }
    return figures;
  }

  public Map<String, Counts> ledger() {
    return ledger;
  }

  public long misfits() {
    return misfits;
  }

  private void count(String tenant, boolean unique, boolean duplicate) {
    Counts one = new Counts(1, unique ? 1 : 0, duplicate ? 1 : 0, unique || duplicate ? 0 : 1);
    ledger.merge(
        tenant,
        one,
        (a, b) ->
            new Counts(
                a.accepted + b.accepted,
                a.unique + b.unique,
                a.duplicates + b.duplicates,
                a.rejected + b.rejected));
  }

  private void fold(Meter meter, UsageRecord usage) {
    if (!meter.eventType().equals(usage.getType())) {
      return;
    }
    if (usage.hasSnapshot()) {
      declare(meter, usage);
      return;
    }
    Instant time =
        Instant.ofEpochSecond(usage.getTime().getEpochSeconds(), usage.getTime().getNanos());
    switch (meter.read(JsonData.parse(usage.getData().toByteArray()))) {
      case Reading.Counted counted ->
          cells.merge(
              new Cell(
                  usage.getTenantId(),
                  meter.code(),
                  usage.getSubject(),
                  counted.dimensions(),
                  Window.containing(time, meter.windowSize()).start(),
                  counted.member()),
              Aggregate.of(counted.value(), time, usage.getIngestId()),
              Aggregate::merge);
      case Reading.Misfit ignored -> misfits++;
      case Reading.Ignored ignored -> {}
    }
  }

  /** Of a day the value with the highest ingest id. */
  private void declare(Meter meter, UsageRecord usage) {
    Snapshot snapshot = usage.getSnapshot();
    if (!meter.code().equals(snapshot.getMetricCode())) {
      return;
    }
    Instant start =
        LocalDate.ofEpochDay(snapshot.getUsageEpochDay()).atStartOfDay(ZoneOffset.UTC).toInstant();
    cells.merge(
        new Cell(usage.getTenantId(), meter.code(), usage.getSubject(), Map.of(), start, null),
        Aggregate.of(Decimals.fromWire(snapshot.getValue()), start, usage.getIngestId()),
        (one, other) -> ingestId(one).compareTo(ingestId(other)) >= 0 ? one : other);
  }

  private static String ingestId(Aggregate declared) {
    return Objects.requireNonNull(declared.last()).ingestId();
  }
}

package io.meterhouse.query.postgres;

import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.postgres.Outbox;
import io.meterhouse.query.VoidMark;
import io.meterhouse.query.VoidRecords;
import io.meterhouse.query.Voids;
import io.meterhouse.usagestore.EventRow;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Voids in the table usage_voids, told to the stages through the outbox. */
public final class PostgresVoids implements Voids {

  private static final String INSERT =
      """
      INSERT INTO usage_voids (tenant_id, source, id, accepted_partition, accepted_offset, type, reason,
                               voided_by, voided_at)
      SELECT tenant_id, source, id, accepted_partition, accepted_offset, type, :reason, :by, :at
        FROM unnest(:tenants, :sources, :ids, :partitions, :offsets, :types)
             AS event (tenant_id, source, id, accepted_partition, accepted_offset, type)
      ON CONFLICT DO NOTHING
      RETURNING accepted_partition, accepted_offset
      """;

  private static final String FIND =
      """
      SELECT DISTINCT v.accepted_partition, v.accepted_offset, v.reason, v.voided_by, v.voided_at
        FROM unnest(:tenants, :sources, :ids) AS event (tenant_id, source, id)
        JOIN usage_voids AS v USING (tenant_id, source, id)
      """;

  /** In one order, so that two who void the same events wait for each other at most once. */
  private static final Comparator<EventRow> BY_POSITION =
      Comparator.comparingInt(EventRow::acceptedPartition)
          .thenComparingLong(EventRow::acceptedOffset);

  private final Jdbi jdbi;

  /** Over a database that is migrated. */
  public PostgresVoids(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public List<EventRow> carryOut(List<EventRow> events, VoidMark mark) {
    List<EventRow> ordered = events.stream().sorted(BY_POSITION).toList();
    return jdbi.inTransaction(
        handle -> {
          Set<Position> inserted = insert(handle, ordered, mark);
          List<EventRow> voided =
              ordered.stream().filter(event -> inserted.contains(Position.of(event))).toList();
          for (EventRow event : voided) {
            Outbox.add(
                handle, Topic.USAGE_UNIQUE, VoidRecords.key(event), VoidRecords.value(event, mark));
          }
          return voided;
        });
  }

  @Override
  public Map<EventRow, VoidMark> of(List<EventRow> events) {
    Map<Position, VoidMark> marks = new HashMap<>();
    jdbi.useHandle(
        handle ->
            handle
                .createQuery(FIND)
                .bindArray("tenants", String.class, each(events, EventRow::tenantId))
                .bindArray("sources", String.class, each(events, EventRow::source))
                .bindArray("ids", String.class, each(events, EventRow::id))
                .map((row, context) -> Map.entry(position(row), mark(row)))
                .forEach(found -> marks.put(found.getKey(), found.getValue())));
    Map<EventRow, VoidMark> found = new HashMap<>();
    for (EventRow event : events) {
      VoidMark mark = marks.get(Position.of(event));
      if (mark != null) {
        found.put(event, mark);
      }
    }
    return found;
  }

  private static Position position(ResultSet row) throws SQLException {
    return new Position(row.getInt("accepted_partition"), row.getLong("accepted_offset"));
  }

  private static VoidMark mark(ResultSet row) throws SQLException {
    return new VoidMark(
        row.getString("reason"),
        row.getString("voided_by"),
        row.getObject("voided_at", OffsetDateTime.class).toInstant());
  }

  private static Set<Position> insert(Handle handle, List<EventRow> events, VoidMark mark) {
    return new HashSet<>(
        handle
            .createQuery(INSERT)
            .bindArray("tenants", String.class, each(events, EventRow::tenantId))
            .bindArray("sources", String.class, each(events, EventRow::source))
            .bindArray("ids", String.class, each(events, EventRow::id))
            .bindArray("partitions", Integer.class, each(events, EventRow::acceptedPartition))
            .bindArray("offsets", Long.class, each(events, EventRow::acceptedOffset))
            .bindArray("types", String.class, each(events, EventRow::type))
            .bind("reason", mark.reason())
            .bind("by", mark.by())
            .bind("at", mark.at().atOffset(ZoneOffset.UTC))
            .map((row, context) -> position(row))
            .list());
  }

  private static <T> List<T> each(List<EventRow> events, Function<EventRow, T> field) {
    return events.stream().map(field).toList();
  }

  /** In usage.accepted, where nothing else stands. */
  private record Position(int partition, long offset) {
    static Position of(EventRow event) {
      return new Position(event.acceptedPartition(), event.acceptedOffset());
    }
  }
}

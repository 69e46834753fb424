package io.meterhouse.ratingengine;

import io.meterhouse.kit.catalog.CatalogKey;
import io.meterhouse.kit.catalog.MeterCodec;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.metering.Aggregate;
import io.meterhouse.metering.Aggregation;
import io.meterhouse.metering.Meter;
import io.meterhouse.metering.MeterSource;
import io.meterhouse.metering.MeterVersions;
import io.meterhouse.metering.PropertyPath;
import io.meterhouse.metering.Window;
import io.meterhouse.metering.WindowSize;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import io.meterhouse.schemas.usage.v1.AggregateRecord;
import io.meterhouse.testing.Workspace;
import io.meterhouse.usagestore.AggregateRow;
import io.meterhouse.usagestore.AggregateWriter;
import io.meterhouse.usagestore.SinkProgress;
import io.meterhouse.usagestore.UsageStore;
import io.meterhouse.usagestore.Watermarks;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What the stages before rating leave behind: tenants, meters, windows in Kafka and ClickHouse. */
final class Installation implements AutoCloseable {

  private final Topics topics;
  private final Jdbi database;
  private final UsageStore store;
  private final KafkaProducer<byte[], byte[]> producer;
  private volatile Instant acceptedAt = Instant.EPOCH;

  Installation(RatingService service) {
    Workspace workspace = service.workspace();
    this.topics = new Topics(workspace.kafka());
    this.database = workspace.database();
    this.store = workspace.openStore();
    this.producer =
        new KafkaProducer<>(
            workspace.kafka().clientProperties(),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  void tenant(String id, String zone) {
    database.useHandle(
        handle ->
            handle.execute(
                "INSERT INTO tenants (tenant_id, tenant_name, time_zone, created_at)"
                    + " VALUES (?, ?, ?, now())",
                id,
                id,
                zone));
  }

  /** A meter of the platform that adds up {@code $.n}. */
  Meter meter(String code) {
    Meter meter =
        new Meter(
            null,
            code,
            1,
            code,
            "test." + code,
            Aggregation.SUM,
            PropertyPath.parse("$.n"),
            new TreeMap<>(),
            List.of(),
            "unit",
            WindowSize.MINUTE,
            MeterSource.EVENTS,
            Instant.EPOCH);
    database.useHandle(
        handle ->
            handle.execute(
                "INSERT INTO meters (tenant_id, code, version, definition, created_at)"
                    + " VALUES (NULL, ?, 1, CAST('{}' AS jsonb), now())",
                code));
    send(
        new ProducerRecord<>(
            topics.name(Topic.CATALOG),
            CatalogKey.of(meter).bytes(),
            MeterCodec.toEntry(meter).toByteArray()));
    return meter;
  }

  /** The next version of a meter is in the catalogue, and asked for unless another is served. */
  Meter nextVersion(Meter meter, @Nullable Meter served) {
    Meter next =
        new Meter(
            meter.tenant(),
            meter.code(),
            2,
            meter.name(),
            meter.eventType(),
            meter.aggregation(),
            meter.valueProperty(),
            meter.dimensions(),
            meter.filters(),
            meter.unit(),
            meter.windowSize(),
            meter.source(),
            meter.createdAt());
    send(
        new ProducerRecord<>(
            topics.name(Topic.CATALOG),
            CatalogKey.of(next).bytes(),
            MeterCodec.toEntry(new MeterVersions(next, served)).toByteArray()));
    return next;
  }

  /** The window of a minute now holds that sum; in the log alone. */
  RecordMetadata announce(Usage usage) {
    return announce(usage, null);
  }

  /** As {@link #announce(Usage)}, in a partition of the test's choice. */
  RecordMetadata announce(Usage usage, @Nullable Integer partition) {
    AggregateKey key =
        AggregateKey.newBuilder()
            .setTenantId(usage.tenant())
            .setMeter(usage.meter().code())
            .setMeterVersion(usage.meter().version())
            .setSubject(usage.subject())
            .setWindowStartEpochSeconds(window(usage).start().getEpochSecond())
            .setWindowSeconds(WindowSize.MINUTE.seconds())
            .build();
    AggregateRecord record =
        AggregateRecord.newBuilder().setKey(key).setVersion(usage.version()).build();
    return send(
        new ProducerRecord<>(
            topics.name(Topic.USAGE_AGGREGATES),
            partition,
            key.toByteArray(),
            record.toByteArray()));
  }

  /** ClickHouse has the window as well. */
  void sink(Usage usage, RecordMetadata announced) {
    sinkAlone(usage);
    new SinkProgress(store)
        .record(
            "aggregates",
            topics.name(Topic.USAGE_AGGREGATES),
            Map.of(announced.partition(), announced.offset() + 1));
  }

  /** ClickHouse has a window of which the log knows nothing. */
  void sinkAlone(Usage usage) {
    new AggregateWriter(store).write(List.of(row(usage)));
  }

  private AggregateRow row(Usage usage) {
    return new AggregateRow(
        usage.tenant(),
        usage.meter().code(),
        usage.meter().version(),
        usage.subject(),
        new TreeMap<>(),
        null,
        window(usage),
        0,
        Aggregate.of(new BigDecimal(usage.sum()), usage.at(), "ing-1"),
        acceptedAt,
        usage.version());
  }

  /** As {@link #use}, all of it in ClickHouse at once. */
  void useAll(List<Usage> all) {
    Map<Integer, Long> next = new HashMap<>();
    for (Usage usage : all) {
      RecordMetadata announced = announce(usage);
      next.merge(announced.partition(), announced.offset() + 1, Math::max);
    }
    new AggregateWriter(store).write(all.stream().map(this::row).toList());
    new SinkProgress(store).record("aggregates", topics.name(Topic.USAGE_AGGREGATES), next);
  }

  void use(Usage usage) {
    sink(usage, announce(usage));
  }

  /** What is used from now on was accepted then. */
  void acceptingAt(Instant time) {
    acceptedAt = time;
  }

  /** Everything accepted before it is in. */
  void settle(Instant watermark) {
    new Watermarks(store).record(Watermarks.USAGE, watermark);
  }

  /** A record that nobody can read. */
  void garbage() {
    send(
        new ProducerRecord<>(
            topics.name(Topic.USAGE_AGGREGATES), new byte[] {(byte) 0xff, 1, 2}, new byte[] {3}));
  }

  record Usage(String tenant, String subject, Meter meter, Instant at, String sum, long version) {

    Usage nowHolding(String newSum) {
      return new Usage(tenant, subject, meter, at, newSum, version + 1);
    }
  }

  private static Window window(Usage usage) {
    return Window.containing(usage.at(), WindowSize.MINUTE);
  }

  private RecordMetadata send(ProducerRecord<byte[], byte[]> record) {
    try {
      return producer.send(record).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** {@code subject/month start: quantity x price = total currency vN}, in order. */
  List<String> items(String tenant) {
    return database.withHandle(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT i.scope_type || ' ' || i.scope_id || ' '
                           || to_char(c.start_date AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI')
                           || ' ' || coalesce(i.meter, i.item_type) || ' ' || i.quantity || ' = ' || i.total_amount || ' '
                           || i.currency || ' v' || i.version
                      FROM billing_items i JOIN billing_cycles c ON c.id = i.billing_cycle_id
                     WHERE i.tenant_id = :tenant
                     ORDER BY 1
                    """)
                .bind("tenant", tenant)
                .mapTo(String.class)
                .list());
  }

  void update(String sql, Object... arguments) {
    database.useHandle(handle -> handle.execute(sql, arguments));
  }

  String text(String sql) {
    return database.withHandle(handle -> handle.createQuery(sql).mapTo(String.class).one());
  }

  long count(String sql) {
    return database.withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  @Override
  public void close() {
    producer.close();
    store.close();
  }
}

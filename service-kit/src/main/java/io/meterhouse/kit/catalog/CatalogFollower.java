package io.meterhouse.kit.catalog;

import io.meterhouse.kit.access.AccessKey;
import io.meterhouse.kit.access.token.AnnouncedKey;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.kit.kafka.ClientMeters;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.kit.lifecycle.StartupException;
import io.meterhouse.kit.lifecycle.Watched;
import io.meterhouse.kit.telemetry.Metrics;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.metering.Sharding;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the catalogue, meters, keys and shards, in memory, read whole at start and followed from
 * then on. The topic must exist before {@link #start()}.
 *
 * <p>Thread-safe. {@link #current()} is a volatile read. Where the broker is away the catalogue
 * stays as it is and is taken up again by itself; {@link #catchUpTo} then fails after 30 s.
 */
public final class CatalogFollower implements AutoCloseable, Watched {

  private static final Duration CATCH_UP_TIMEOUT = Duration.ofSeconds(30);

  private final KafkaConfig kafka;
  private final CatalogTail tail;
  private final CatchUp catchUp;
  private @Nullable Consumer<byte[], byte[]> followed;
  private @Nullable ClientMeters meters;

  /** Of the catalogue that {@code kafka} holds; {@code clock} is compared with the broker's. */
  public CatalogFollower(KafkaConfig kafka, InstantSource clock) {
    TopicPartition partition = new TopicPartition(new Topics(kafka).name(Topic.CATALOG), 0);
    this.kafka = kafka;
    this.tail = new CatalogTail(partition);
    this.catchUp = new CatchUp(tail, partition, clock);
  }

  /**
   * A follower that has read the catalogue to its end.
   *
   * @throws StartupException when that takes longer than a start may; nothing is left running
   */
  public static CatalogFollower open(
      KafkaConfig kafka, StartupConfig startup, InstantSource clock) {
    CatalogFollower follower = new CatalogFollower(kafka, clock);
    boolean loaded = false;
    try {
      follower.start();
      follower.awaitLoaded(startup.timeout());
      loaded = true;
      return follower;
    } catch (CatalogException e) {
      throw new StartupException(
          "the catalogue at "
              + kafka.bootstrapServers()
              + " could not be read within "
              + startup.timeout().toMillis()
              + " ms. Look at the broker's log, or wait longer with METERHOUSE_STARTUP_TIMEOUT.",
          e);
    } finally {
      if (!loaded) {
        follower.close();
      }
    }
  }

  /** Begins to read; returns at once. */
  public void start() {
    followed = consumer();
    tail.start(followed);
    catchUp.start(consumer());
  }

  /**
   * The meters in the newest state read; empty before the topic was read to its end for the first
   * time.
   */
  public MeterCatalog current() {
    return tail.current().meters();
  }

  /** The access keys in use, by id, in the newest state read. */
  public Map<String, AccessKey> accessKeys() {
    return tail.current().accessKeys();
  }

  /** The built-in issuer's signing keys, by id, in the newest state read. */
  public Map<String, AnnouncedKey> signingKeys() {
    return tail.current().signingKeys();
  }

  /** In how many shards usage is counted, in the newest state read. */
  public Sharding sharding() {
    return tail.current().sharding();
  }

  /**
   * Waits until the topic was read to its end once.
   *
   * @throws CatalogException when that takes longer
   */
  public void awaitLoaded(Duration timeout) {
    tail.awaitLoaded(Deadline.in(timeout));
  }

  /**
   * Returns when every catalogue record published before that instant of the broker's clock is in
   * {@link #current()}. Costs a comparison where that is known already, else one request to the
   * broker. Call it with the accepted time of each record before reading it with a meter.
   *
   * @param acceptedAt the record time of a record that the broker has taken
   * @throws CatalogException when the broker does not answer within 30 s
   */
  public void catchUpTo(Instant acceptedAt) {
    catchUp.to(acceptedAt.toEpochMilli(), CATCH_UP_TIMEOUT);
  }

  /**
   * Returns when every catalogue record published before this call is in {@link #current()}; one
   * request to the broker, which callers at the same time share.
   *
   * @throws CatalogException when that takes longer
   */
  public void catchUp(Duration timeout) {
    catchUp.now(timeout);
  }

  /** Counts entries and how far they are behind; to be called once, after {@link #start()}. */
  public void measure(Metrics metrics, String service) {
    metrics.gauge(
        "meterhouse.catalog.entries",
        "entries of the catalogue that are in force here",
        () -> accessKeys().size(),
        "service",
        service,
        "kind",
        "access_key");
    metrics.gauge(
        "meterhouse.catalog.entries",
        "entries of the catalogue that are in force here",
        () -> current().all().size(),
        "service",
        service,
        "kind",
        "meter");
    metrics.gauge(
        "meterhouse.catalog.entries",
        "entries of the catalogue that are in force here",
        () -> sharding().size(),
        "service",
        service,
        "kind",
        "shards");
    if (followed != null) {
      meters = ClientMeters.of(followed, "catalog-" + service, metrics);
    }
  }

  /** Not that the broker is away: the catalogue is taken up again by itself. */
  @Override
  public Optional<String> problem() {
    if (!tail.isLoaded()) {
      return Optional.of("the catalogue was not read yet");
    }
    return tail.isAlive()
        ? Optional.empty()
        : Optional.of("the catalogue is not followed any more, the log says why");
  }

  /** Stops following; {@link #current()} stays as it is. */
  @Override
  public void close() {
    if (meters != null) {
      meters.close();
    }
    tail.close();
    catchUp.close();
  }

  private Consumer<byte[], byte[]> consumer() {
    Map<String, Object> properties = kafka.clientProperties();
    properties.put("auto.offset.reset", "none");
    properties.put("enable.auto.commit", "false");
    properties.put("allow.auto.create.topics", "false");
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}

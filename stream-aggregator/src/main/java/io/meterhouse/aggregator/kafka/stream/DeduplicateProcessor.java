package io.meterhouse.aggregator.kafka.stream;

import io.meterhouse.aggregator.deduplication.Deduplication;
import io.meterhouse.aggregator.deduplication.Outcome;
import io.meterhouse.aggregator.kafka.progress.StageMark;
import io.meterhouse.aggregator.stream.Position;
import io.meterhouse.aggregator.stream.Reach;
import io.meterhouse.aggregator.stream.StreamConfig;
import io.meterhouse.aggregator.stream.UniqueKey;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.TraceHeaders;
import io.meterhouse.metering.Identity;
import io.meterhouse.metering.Sharding;
import io.meterhouse.metering.TenantId;
import io.meterhouse.schemas.usage.v1.RejectedRecord;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * usage.accepted → usage.unique, usage.rejected, usage.ledger. Memory, counts and output are one
 * transaction: an identity is remembered exactly if its record went on. Which shard it goes on to
 * is decided then, once: twins never get that far, so the number of shards may change between them.
 */
final class DeduplicateProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  private static final Logger LOG = LoggerFactory.getLogger(DeduplicateProcessor.class);

  private final Deduplication deduplication;
  private final Duration window;
  private final Duration retention;
  private final Duration emitInterval;
  private final boolean acceptLostState;
  private final Supplier<Sharding> sharding;
  private final int maxKnown;
  private final StateChecks checks;
  private @Nullable State state;

  /** Whether the state was held against the first record. */
  private boolean begun;

  /** Next offset of the last mark of this life; after a start it is told again. */
  private long told;

  /**
   * @param retention of the store of identities
   * @param sharding as it is known at the moment
   * @param maxKnown so many counts of the ledger that have not changed are kept in memory at most
   */
  DeduplicateProcessor(
      StreamConfig config,
      Duration retention,
      Supplier<Sharding> sharding,
      int maxKnown,
      StateChecks checks) {
    this.deduplication = new Deduplication(config.dedupWindow());
    this.window = config.dedupWindow();
    this.retention = retention;
    this.emitInterval = config.emitInterval();
    this.acceptLostState = config.acceptLostState();
    this.sharding = sharding;
    this.maxKnown = maxKnown;
    this.checks = checks;
  }

  private record State(
      ProcessorContext<byte[], byte[]> context, IdentityMemory memory, LedgerCounts ledger) {}

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    // A task whose state was damaged is restored and begins again with the same processor.
    begun = false;
    LedgerCounts ledger =
        new LedgerCounts(
            context.getStateStore(AggregatorTopology.LEDGER_STORE),
            maxKnown,
            new Pending(context.getStateStore(AggregatorTopology.LEDGER_PENDING_STORE)),
            (key, value) ->
                context.forward(
                    new Record<>(key, value, context.currentSystemTimeMs()),
                    AggregatorTopology.LEDGER_SINK));
    state =
        new State(
            context,
            new IdentityMemory(
                context.getStateStore(AggregatorTopology.SEEN_STORE), ledger, window, retention),
            ledger);
    BeforeCommit commit = context.getStateStore(AggregatorTopology.DEDUPLICATE_COMMIT);
    commit.perform(ledger::write);
    told = 0;
    context.schedule(emitInterval, PunctuationType.WALL_CLOCK_TIME, ignored -> emit(initialised()));
  }

  /** The ledger, and then how far it is. */
  private void emit(State s) {
    s.ledger().emit();
    @Nullable Reach reach = s.ledger().reach();
    if (reach != null && reach.nextOffset() > told) {
      told = reach.nextOffset();
      StageMark mark =
          new StageMark(
              StageMark.DEDUPLICATE, Topic.USAGE_ACCEPTED, s.context().taskId().partition(), told);
      s.context()
          .forward(
              new Record<>(mark.key(), mark.value(), s.context().currentSystemTimeMs()),
              AggregatorTopology.DEDUPLICATE_PROGRESS_SINK);
    }
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    State s = initialised();
    RecordMetadata place = s.context().recordMetadata().orElseThrow();
    @Nullable Reach reach = s.ledger().reach();
    if (checks.isReflected(reach, place, record.timestamp())) {
      return;
    }
    // Never goes back, unlike the clocks of brokers: state that is dropped is not asked for again.
    long streamTime =
        Math.max(
            Math.max(s.context().currentStreamTimeMs(), record.timestamp()),
            s.ledger().minuteMillis());
    if (!begun) {
      begin(s, place, streamTime);
    }
    Position position =
        new Position(place.partition(), place.offset(), Instant.ofEpochMilli(streamTime));
    if (reach != null && place.offset() > reach.nextOffset()) {
      miss(s, place, reach.nextOffset(), position);
    }
    Outcome outcome =
        deduplication.decide(
            record.key(),
            record.value(),
            position,
            identity -> s.memory().find(identity, streamTime));
    switch (outcome) {
      case Outcome.Unique unique -> {
        s.memory().remember(unique.identity(), unique.memory(), streamTime);
        forward(s, unique.usage(), keyOf(unique.usage(), unique.identity()), record);
      }
      case Outcome.Duplicate ignored -> {}
      case Outcome.Conflict conflict ->
          reject(s, conflict.tenantId(), conflict.rejection(), record);
      case Outcome.Undecodable unreadable ->
          reject(s, unreadable.tenantId(), unreadable.rejection(), record);
    }
    s.ledger().count(outcome, position, streamTime);
  }

  private void begin(State s, RecordMetadata first, long streamTime) {
    DeduplicationStart start = new DeduplicationStart(s.ledger(), s.memory(), acceptLostState);
    start.check(first, streamTime);
    s.memory().begin(streamTime);
    begun = true;
  }

  /** Its offsets have no holes: no transaction writes to it, and nothing is compacted away. */
  private void miss(State s, RecordMetadata place, long nextOffset, Position position) {
    long records = place.offset() - nextOffset;
    LOG.error(
        "{}-{}: {} accepted records from offset {} on expired before they were read and are lost"
            + " (expected: read within the retention of the topic)",
        place.topic(),
        place.partition(),
        records,
        nextOffset);
    s.ledger().missing(records, position, position.acceptedAt().toEpochMilli());
    checks.findings().missing(records);
  }

  private UniqueKey keyOf(UsageRecord usage, Identity identity) {
    TenantId tenant = TenantId.of(usage.getTenantId());
    int shard = sharding.get().shardOf(new Sharding.Key(tenant, usage.getType()), identity);
    return new UniqueKey(tenant.value(), usage.getType(), shard);
  }

  private static void forward(
      State s, UsageRecord usage, UniqueKey key, Record<byte[], byte[]> record) {
    s.context()
        .forward(
            new Record<>(
                key.toBytes(),
                usage.toByteArray(),
                record.timestamp(),
                // Of all headers this one alone: the log carries what we know the meaning of.
                new RecordHeaders(TraceHeaders.of(TraceHeaders.read(record.headers())))),
            AggregatorTopology.UNIQUE_SINK);
  }

  private static void reject(
      State s, String tenantId, RejectedRecord rejection, Record<byte[], byte[]> record) {
    s.context()
        .forward(
            new Record<>(
                tenantId.getBytes(StandardCharsets.UTF_8),
                rejection.toByteArray(),
                record.timestamp()),
            AggregatorTopology.DEDUPLICATE_REJECTED_SINK);
  }

  private State initialised() {
    if (state == null) {
      throw new IllegalStateException("process before init");
    }
    return state;
  }
}

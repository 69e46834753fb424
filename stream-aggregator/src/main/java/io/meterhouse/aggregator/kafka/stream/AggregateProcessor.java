package io.meterhouse.aggregator.kafka.stream;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.aggregator.deduplication.Deduplication;
import io.meterhouse.aggregator.folding.Contribution;
import io.meterhouse.aggregator.folding.Folded;
import io.meterhouse.aggregator.folding.Folding;
import io.meterhouse.aggregator.folding.Stretch;
import io.meterhouse.aggregator.stream.Catalog;
import io.meterhouse.aggregator.stream.Reach;
import io.meterhouse.aggregator.stream.StreamConfig;
import io.meterhouse.aggregator.stream.UniqueKey;
import io.meterhouse.kit.kafka.TraceHeaders;
import io.meterhouse.metering.MeterCatalog;
import io.meterhouse.schemas.usage.v1.Recomputed;
import io.meterhouse.schemas.usage.v1.RejectedRecord;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * usage.unique → usage.aggregates, usage.rejected, usage.progress, and usage.recompute and
 * usage.builds for what is to be folded again, whose answers are read from usage.recomputed.
 * Windows, what they owe and the output are one transaction.
 */
final class AggregateProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  private static final Logger LOG = LoggerFactory.getLogger(AggregateProcessor.class);

  /** Stands for all meters in a rejection that concerns none of them alone. */
  static final String EVERY_METER = "*";

  private final Catalog catalog;
  private final StreamConfig config;
  private final String answersTopic;
  private final int maxKnown;
  private final StateChecks checks;
  private @Nullable State state;

  /** The records come one after the other from the first on, so that one is looked at closely. */
  private boolean begun;

  /**
   * The state may be of an earlier release, or of an instance that knew more meters: its windows
   * stand where they belong now, and every meter is known that it was counted by.
   */
  private boolean tookOver;

  private boolean toldOfOtherState;

  /**
   * @param answersTopic what is read besides usage.unique: usage.recomputed
   * @param maxKnown so many windows that have not changed are kept in memory at most
   */
  AggregateProcessor(
      Catalog catalog, StreamConfig config, String answersTopic, int maxKnown, StateChecks checks) {
    this.catalog = catalog;
    this.config = config;
    this.answersTopic = answersTopic;
    this.maxKnown = maxKnown;
    this.checks = checks;
  }

  private record State(
      ProcessorContext<byte[], byte[]> context,
      WindowTable table,
      Owed owed,
      Windows windows,
      Recomputing recomputing,
      WindowTraces traces) {}

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    // A task whose state was damaged is restored and begins again with the same processor.
    begun = false;
    tookOver = false;
    WindowTraces traces = new WindowTraces();
    WindowTable table =
        new WindowTable(context.getStateStore(AggregatorTopology.WINDOWS_STORE), maxKnown);
    Awaited awaited = new Awaited(table);
    Owed owed =
        new Owed(
            new Pending(context.getStateStore(AggregatorTopology.WINDOWS_PENDING_STORE)),
            table,
            awaited,
            context.taskId().partition(),
            (key, value, child) ->
                context.forward(
                    new Record<>(key, value, context.currentSystemTimeMs(), traces.take(key)),
                    child));
    Windows windows =
        new Windows(table, awaited, owed, config.horizon(), context.currentSystemTimeMs());
    state =
        new State(
            context,
            table,
            owed,
            windows,
            // A state that is made anew is made later.
            new Recomputing(table, awaited, owed, windows, context.currentSystemTimeMs()),
            traces);
    BeforeCommit commit = context.getStateStore(AggregatorTopology.AGGREGATE_COMMIT);
    commit.perform(
        () -> {
          table.write();
          owed.keep();
        });
    context.schedule(
        config.emitInterval(), PunctuationType.WALL_CLOCK_TIME, ignored -> punctuate());
  }

  /** A partition without usage has to hear of new meters too: others wait for all partitions. */
  private void punctuate() {
    State s = ready();
    hearOfMeters(s);
    s.windows().emit();
  }

  private void hearOfMeters(State s) {
    @Nullable Reach reach = s.windows().reach();
    s.recomputing().use(catalog.asOf(Instant.EPOCH), reach == null ? 0 : reach.nextOffset());
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    State s = ready();
    RecordMetadata place = s.context().recordMetadata().orElseThrow();
    if (place.topic().equals(answersTopic)) {
      complete(s, record, place);
    } else {
      count(s, record, place);
    }
  }

  private void count(State s, Record<byte[], byte[]> record, RecordMetadata place) {
    @Nullable Reach reach = s.windows().reach();
    if (checks.isReflected(reach, place, record.timestamp())) {
      return;
    }
    if (!begun) {
      new FoldingStart(reach, s.table(), checks.history(), s.context().applicationId())
          .check(place);
      begun = true;
    }
    long eventSeconds = Long.MIN_VALUE;
    try {
      eventSeconds = count(s, record, place.offset());
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      // Deduplication wrote it and checked it. Whoever else did must not stop everybody's usage.
      LOG.error("usage.unique {}-{} cannot be read", place.partition(), place.offset(), e);
      reject(s, "", unreadable(record.value(), e), record.timestamp());
    }
    s.windows()
        .processed(
            place.offset(), record.timestamp(), eventSeconds, s.context().currentSystemTimeMs());
  }

  private long count(State s, Record<byte[], byte[]> record, long offset)
      throws InvalidProtocolBufferException {
    if (record.value() == null) {
      throw new IllegalArgumentException("no value (expected: a UsageRecord)");
    }
    UniqueKey key = UniqueKey.fromBytes(record.key());
    UsageRecord usage = UsageRecord.parseFrom(record.value());
    MeterCatalog meters =
        catalog.asOf(Instant.ofEpochMilli(usage.getAccepted().getAcceptedAtMillis()));
    s.recomputing().use(meters, offset);
    if (usage.hasRecompute()) {
      s.recomputing().recompute(key, Stretch.of(usage.getRecompute()), offset);
      return Long.MIN_VALUE;
    }
    Folded folded = Folding.fold(usage, key.shard(), meters);
    if (usage.hasVoid()) {
      s.recomputing().voided(key, folded.contributions(), offset);
    } else {
      fold(s, key, folded, new Origin(usage, record, offset + 1));
    }
    return Folding.windowTime(usage).getEpochSecond();
  }

  private record Origin(UsageRecord usage, Record<byte[], byte[]> record, long version) {}

  private static void fold(State s, UniqueKey key, Folded folded, Origin origin) {
    UsageRecord usage = origin.usage();
    Instant acceptedAt = Instant.ofEpochMilli(usage.getAccepted().getAcceptedAtMillis());
    String traceparent = TraceHeaders.read(origin.record().headers());
    for (Contribution contribution : folded.contributions()) {
      boolean isToBeSent = s.windows().add(contribution, key, origin.version(), acceptedAt);
      if (isToBeSent && traceparent != null) {
        s.traces().changed(contribution.key().toByteArray(), traceparent);
      }
    }
    for (RejectedRecord misfit : folded.misfits()) {
      reject(s, usage.getTenantId(), misfit, origin.record().timestamp());
    }
  }

  private void complete(State s, Record<byte[], byte[]> record, RecordMetadata place) {
    hearOfMeters(s);
    try {
      if (record.value() == null) {
        throw new IllegalArgumentException("no value (expected: an answer)");
      }
      Recomputed answer = Recomputed.parseFrom(record.value());
      if (answer.getStateId() == s.table().stateId()) {
        take(s.recomputing(), answer);
      } else if (!toldOfOtherState) {
        toldOfOtherState = true;
        LOG.warn(
            "usage.recomputed {}-{} and others are passed over: they were asked for by a state before"
                + " this one, which asks for itself",
            place.partition(),
            place.offset());
      }
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      LOG.error(
          "usage.recomputed {}-{} cannot be read; what waits for it goes on waiting",
          place.partition(),
          place.offset(),
          e);
    }
    s.owed().answersRead(place.offset() + 1);
  }

  private static void take(Recomputing recomputing, Recomputed answer) {
    switch (answer.getPartCase()) {
      case BASE -> recomputing.base(answer.getBase(), answer.getCut());
      case ANSWERED -> recomputing.answered(answer.getAnswered());
      case BUILT -> recomputing.built(answer.getBuilt());
      case PART_NOT_SET -> throw new IllegalArgumentException("no part (expected: one)");
    }
  }

  private static RejectedRecord unreadable(byte @Nullable [] value, Exception reason) {
    return RejectedRecord.newBuilder()
        .setCode(Deduplication.UNDECODABLE_RECORD)
        .setMessage("usage.unique: " + reason.getMessage())
        .setMeter(EVERY_METER)
        .setUndecodable(value == null ? ByteString.EMPTY : Deduplication.beginningOf(value))
        .build();
  }

  private static void reject(
      State s, String tenantId, RejectedRecord rejection, long timestampMillis) {
    s.context()
        .forward(
            new Record<>(
                tenantId.getBytes(StandardCharsets.UTF_8),
                rejection.toByteArray(),
                timestampMillis),
            AggregatorTopology.AGGREGATE_REJECTED_SINK);
  }

  private State ready() {
    if (state == null) {
      throw new IllegalStateException("process before init");
    }
    if (!tookOver) {
      state.table().takeOver();
      catalog.catchUp();
      tookOver = true;
    }
    return state;
  }
}

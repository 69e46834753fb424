package io.meterhouse.aggregator.kafka;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.aggregator.Catalog;
import io.meterhouse.aggregator.Contribution;
import io.meterhouse.aggregator.Deduplication;
import io.meterhouse.aggregator.Folded;
import io.meterhouse.aggregator.Folding;
import io.meterhouse.aggregator.UniqueKey;
import io.meterhouse.kit.kafka.TraceHeaders;
import io.meterhouse.schemas.usage.v1.RejectedRecord;
import io.meterhouse.schemas.usage.v1.UsageRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
 * usage.unique → usage.aggregates, usage.rejected, usage.progress. Windows, what they owe and the
 * output are one transaction.
 */
final class AggregateProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  private static final Logger LOG = LoggerFactory.getLogger(AggregateProcessor.class);

  /** Stands for all meters in a rejection that concerns none of them alone. */
  static final String EVERY_METER = "*";

  private final Catalog catalog;
  private final Duration emitInterval;
  private final StateChecks checks;
  private @Nullable State state;

  /** The records come one after the other from the first on, so that one is looked at closely. */
  private boolean begun;

  AggregateProcessor(Catalog catalog, Duration emitInterval, StateChecks checks) {
    this.catalog = catalog;
    this.emitInterval = emitInterval;
    this.checks = checks;
  }

  private record State(
      ProcessorContext<byte[], byte[]> context, Windows windows, WindowTraces traces) {}

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    // A task whose state was damaged is restored and begins again with the same processor.
    begun = false;
    WindowTraces traces = new WindowTraces();
    Windows windows =
        new Windows(
            context.getStateStore(AggregatorTopology.WINDOWS_STORE),
            new Pending(context.getStateStore(AggregatorTopology.WINDOWS_PENDING_STORE)),
            context.taskId().partition(),
            (key, value, child) ->
                context.forward(
                    new Record<>(key, value, context.currentSystemTimeMs(), traces.take(key)),
                    child));
    state = new State(context, windows, traces);
    context.schedule(emitInterval, PunctuationType.WALL_CLOCK_TIME, ignored -> windows.emit());
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    State s = initialised();
    RecordMetadata place = s.context().recordMetadata().orElseThrow();
    if (checks.isReflected(s.windows().reach(), place, record.timestamp())) {
      return;
    }
    if (!begun) {
      new FoldingStart(s.windows(), checks.history(), s.context().applicationId()).check(place);
      begun = true;
    }
    try {
      fold(s, record, place.offset() + 1);
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      // Deduplication wrote it and checked it. Whoever else did must not stop everybody's usage.
      LOG.error("usage.unique {}-{} cannot be read", place.partition(), place.offset(), e);
      reject(s, "", unreadable(record.value(), e), record.timestamp());
    }
    s.windows().processed(place.offset(), record.timestamp(), s.context().currentSystemTimeMs());
  }

  private void fold(State s, Record<byte[], byte[]> record, long version)
      throws InvalidProtocolBufferException {
    if (record.value() == null) {
      throw new IllegalArgumentException("no value (expected: a UsageRecord)");
    }
    UniqueKey key = UniqueKey.fromBytes(record.key());
    UsageRecord usage = UsageRecord.parseFrom(record.value());
    Instant acceptedAt = Instant.ofEpochMilli(usage.getAccepted().getAcceptedAtMillis());
    Folded folded = Folding.fold(usage, key.shard(), catalog.asOf(acceptedAt));
    String traceparent = TraceHeaders.read(record.headers());
    for (Contribution contribution : folded.contributions()) {
      if (traceparent != null) {
        s.traces().changed(contribution.key().toByteArray(), traceparent);
      }
      s.windows().add(contribution, version, acceptedAt);
    }
    for (RejectedRecord misfit : folded.misfits()) {
      reject(s, usage.getTenantId(), misfit, record.timestamp());
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

  private State initialised() {
    if (state == null) {
      throw new IllegalStateException("process before init");
    }
    return state;
  }
}

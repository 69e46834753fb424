package io.meterhouse.aggregator.kafka.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.aggregator.Oracle;
import io.meterhouse.aggregator.TestTopics;
import io.meterhouse.aggregator.folding.WindowState;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.metering.Aggregate;
import io.meterhouse.metering.Member;
import io.meterhouse.schemas.usage.v1.AggregateKey;
import io.meterhouse.schemas.usage.v1.AggregateRecord;
import io.meterhouse.schemas.usage.v1.Dimension;
import io.meterhouse.schemas.usage.v1.LedgerRecord;
import io.meterhouse.schemas.usage.v1.RejectedRecord;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What the stages have written, read as the next stage would. */
final class StageOutput {

  private final TestTopics topics;

  StageOutput(TestTopics topics) {
    this.topics = topics;
  }

  /** The newest value of each window; versions must rise. */
  Map<Oracle.Cell, Aggregate> aggregates() {
    Map<Oracle.Cell, WindowState> newest = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : topics.read(Topic.USAGE_AGGREGATES)) {
      AggregateRecord wire = parse(() -> AggregateRecord.parseFrom(record.value()));
      assertThat(parse(() -> AggregateKey.parseFrom(record.key()))).isEqualTo(wire.getKey());
      WindowState state = WindowState.fromWire(wire);
      WindowState before = newest.put(cell(wire.getKey()), state);
      assertThat(before == null || before.version() < state.version()).isTrue();
    }
    Map<Oracle.Cell, Aggregate> values = new HashMap<>();
    newest.forEach((cell, state) -> values.put(cell, state.aggregate()));
    return values;
  }

  /** Sums of the newest counts, by tenant; each version must add up. */
  Map<String, Oracle.Counts> ledger() {
    Map<ByteBuffer, LedgerRecord> newest = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : topics.read(Topic.USAGE_LEDGER)) {
      LedgerRecord counts = parse(() -> LedgerRecord.parseFrom(record.value()));
      assertThat(counts.getUnique() + counts.getDuplicates() + counts.getRejected())
          .isEqualTo(counts.getAccepted());
      newest.merge(
          ByteBuffer.wrap(record.key()), counts, (a, b) -> a.getVersion() > b.getVersion() ? a : b);
    }
    Map<String, Oracle.Counts> sums = new TreeMap<>();
    newest
        .values()
        .forEach(
            counts ->
                sums.merge(
                    counts.getTenantId(),
                    new Oracle.Counts(
                        counts.getAccepted(),
                        counts.getUnique(),
                        counts.getDuplicates(),
                        counts.getRejected()),
                    (a, b) ->
                        new Oracle.Counts(
                            a.accepted() + b.accepted(),
                            a.unique() + b.unique(),
                            a.duplicates() + b.duplicates(),
                            a.rejected() + b.rejected())));
    return sums;
  }

  List<RejectedRecord> rejections() {
    List<RejectedRecord> rejections = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : topics.read(Topic.USAGE_REJECTED)) {
      rejections.add(parse(() -> RejectedRecord.parseFrom(record.value())));
    }
    return rejections;
  }

  private static Oracle.Cell cell(AggregateKey key) {
    Map<String, String> dimensions = new TreeMap<>();
    for (Dimension dimension : key.getDimensionsList()) {
      dimensions.put(dimension.getName(), dimension.getValue());
    }
    return new Oracle.Cell(
        key.getTenantId(),
        key.getMeter(),
        key.getSubject(),
        dimensions,
        Instant.ofEpochSecond(key.getWindowStartEpochSeconds()),
        key.getMember().isEmpty() ? null : Member.ofBytes(key.getMember().toByteArray()));
  }

  private interface Parser<T> {
    T parse() throws InvalidProtocolBufferException;
  }

  private static <T> T parse(Parser<T> parser) {
    try {
      return parser.parse();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("not what the topic carries", e);
    }
  }
}

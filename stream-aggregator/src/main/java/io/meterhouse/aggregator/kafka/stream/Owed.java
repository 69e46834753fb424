package io.meterhouse.aggregator.kafka.stream;

import com.google.protobuf.InvalidProtocolBufferException;
import io.meterhouse.aggregator.folding.Stretch;
import io.meterhouse.aggregator.folding.WindowState;
import io.meterhouse.aggregator.kafka.progress.StageMark;
import io.meterhouse.aggregator.stream.Reach;
import io.meterhouse.aggregator.stream.UniqueKey;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.schemas.usage.v1.MeterBuild;
import io.meterhouse.schemas.usage.v1.RecomputeScope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What the aggregate stage owes for one partition: windows, stretches to be folded again, and how
 * far it is with what it reads, last, because that speaks of all others.
 */
final class Owed {

  private static final byte PROGRESS = 0;
  private static final byte SCOPE = 1;
  private static final byte ANSWERS = 2;
  private static final byte BASE = 3;
  private static final Bytes THE_PROGRESS = Bytes.wrap(new byte[] {PROGRESS});
  private static final Bytes THE_ANSWERS = Bytes.wrap(new byte[] {ANSWERS});

  /** Sends a record to a child of the processor. */
  @FunctionalInterface
  interface Output {
    void send(byte[] key, byte[] value, String child);
  }

  private final Pending pending;
  private final WindowTable store;
  private final Awaited awaited;
  private final int partition;
  private final Output output;

  Owed(Pending pending, WindowTable store, Awaited awaited, int partition, Output output) {
    this.pending = pending;
    this.store = store;
    this.awaited = awaited;
    this.partition = partition;
    this.output = output;
  }

  int size() {
    return pending.size();
  }

  void window(Bytes key) {
    pending.add(key);
  }

  void progress() {
    pending.add(THE_PROGRESS);
  }

  /** That everything before it in usage.recomputed has its effect. */
  void answersRead(long nextOffset) {
    store.answersRead(nextOffset);
    pending.add(THE_ANSWERS);
  }

  /** Released windows in that stretch, with everything up to now. */
  void recompute(UniqueKey usage, Stretch stretch) {
    byte[] scope = scope(usage, stretch).build().toByteArray();
    pending.add(Bytes.wrap(ByteBuffer.allocate(1 + scope.length).put(SCOPE).put(scope).array()));
  }

  RecomputeScope.Builder scope(UniqueKey usage, Stretch stretch) {
    return RecomputeScope.newBuilder()
        .setTenantId(usage.tenantId())
        .setType(usage.type())
        .setShard(usage.shard())
        .setFromEpochSeconds(stretch.fromSeconds())
        .setToEpochSeconds(stretch.toSeconds())
        .setUniquePartition(partition);
  }

  /** A hot window of that usage that is partial, and for which nobody has asked yet. */
  void base(UniqueKey usage, Bytes window) {
    byte[] of = usage.toBytes();
    pending.add(
        Bytes.wrap(
            ByteBuffer.allocate(1 + Integer.BYTES + of.length + window.get().length)
                .put(BASE)
                .putInt(of.length)
                .put(of)
                .put(window.get())
                .array()));
  }

  /** A scope whose answer is waited for. */
  RecomputeScope question(UniqueKey usage, Stretch stretch, long cut, long frontier) {
    return scope(usage, stretch)
        .setCut(cut)
        .setReleasedUntilEpochSeconds(frontier)
        .setAnswered(true)
        .setStateId(store.stateId())
        .build();
  }

  /** Not gathered: it is answered by its cut. */
  void ask(RecomputeScope scope) {
    awaited.ask(scope);
    output.send(
        scope.toBuilder().clearReleasedUntilEpochSeconds().build().toByteArray(),
        scope.toByteArray(),
        AggregatorTopology.RECOMPUTE_SINK);
  }

  void ask(MeterBuild build) {
    String key =
        "%d/%s/%s/%d"
            .formatted(
                build.getUniquePartition(),
                build.getTenantId(),
                build.getMeter(),
                build.getMeterVersion());
    output.send(
        key.getBytes(StandardCharsets.UTF_8),
        build.toBuilder()
            .setUniquePartition(partition)
            .setStateId(store.stateId())
            .build()
            .toByteArray(),
        AggregatorTopology.BUILDS_SINK);
  }

  int partition() {
    return partition;
  }

  /** Before a commit: what is not sent is owed by whoever goes on from there. */
  void keep() {
    pending.keep();
  }

  /**
   * @param reach of the windows
   * @param frontier windows that end by then are released
   */
  void send(@Nullable Reach reach, long frontier) {
    List<Runnable> last = new ArrayList<>();
    Map<Question, List<Bytes>> questions = new LinkedHashMap<>();
    pending.drain(
        (key, value) -> {
          switch (key.get()[0]) {
            case PROGRESS ->
                last.add(
                    () ->
                        sendProgress(
                            StageMark.AGGREGATE, Topic.USAGE_UNIQUE, nextOffset(reach, value)));
            case ANSWERS ->
                last.add(
                    () ->
                        sendProgress(
                            StageMark.COMPLETE, Topic.USAGE_RECOMPUTED, store.answersRead()));
            case SCOPE -> sendScope(key.get(), reach, frontier);
            case BASE -> gather(ByteBuffer.wrap(key.get(), 1, key.get().length - 1), questions);
            case WindowTable.WINDOW -> sendWindow(key);
            // Of a release before this one: the key as the topic has it.
            default -> sendWindow(WindowTable.renewed(key.get()));
          }
        });
    questions.forEach((question, windows) -> ask(question, windows, reach, frontier));
    last.forEach(Runnable::run);
  }

  private record Question(UniqueKey usage, Stretch stretch) {}

  private static void gather(ByteBuffer owed, Map<Question, List<Bytes>> questions) {
    byte[] usage = new byte[owed.getInt()];
    owed.get(usage);
    byte[] window = new byte[owed.remaining()];
    owed.get(window);
    Bytes key = Bytes.wrap(window);
    Stretch stretch = Stretch.around(WindowTable.window(key));
    questions
        .computeIfAbsent(
            new Question(UniqueKey.fromBytes(usage), stretch), missing -> new ArrayList<>())
        .add(key);
  }

  /** One question for all of them: however many events are void, an hour is folded once. */
  private void ask(Question question, List<Bytes> windows, @Nullable Reach reach, long frontier) {
    if (reach == null) {
      throw new IllegalStateException("pending question where nothing was folded");
    }
    long cut = reach.nextOffset();
    windows.forEach(window -> store.put(window, WindowState.emptyFrom(cut)));
    ask(question(question.usage(), question.stretch(), cut, frontier));
  }

  private static long nextOffset(@Nullable Reach reach, byte[] owed) {
    // Owed by a release that kept it nowhere else.
    return reach != null ? reach.nextOffset() : ByteBuffer.wrap(owed).getLong();
  }

  private void sendWindow(Bytes key) {
    @Nullable WindowState state = store.get(key);
    if (state == null) {
      throw new IllegalStateException("pending window without state: " + key);
    }
    // What it lacks now was asked for after it was owed: it is owed again when that has come.
    if (!state.isPartial()) {
      output.send(
          WindowTable.wire(key),
          state.toWire(WindowTable.window(key)).toByteArray(),
          AggregatorTopology.AGGREGATES_SINK);
    }
  }

  private void sendScope(byte[] owed, @Nullable Reach reach, long frontier) {
    if (reach == null) {
      throw new IllegalStateException("pending scope where nothing was folded");
    }
    try {
      RecomputeScope scope =
          RecomputeScope.parseFrom(ByteBuffer.wrap(owed, 1, owed.length - 1)).toBuilder()
              .setCut(reach.nextOffset())
              .setReleasedUntilEpochSeconds(frontier)
              .build();
      output.send(
          scope.toBuilder().clearCut().clearReleasedUntilEpochSeconds().build().toByteArray(),
          scope.toByteArray(),
          AggregatorTopology.RECOMPUTE_SINK);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("pending scope is damaged", e);
    }
  }

  private void sendProgress(String stage, Topic topic, long nextOffset) {
    StageMark mark = new StageMark(stage, topic, partition, nextOffset);
    output.send(mark.key(), mark.value(), AggregatorTopology.PROGRESS_SINK);
  }
}

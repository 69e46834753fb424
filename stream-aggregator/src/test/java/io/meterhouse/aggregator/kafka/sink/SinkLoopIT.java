package io.meterhouse.aggregator.kafka.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.meterhouse.aggregator.TestTopics;
import io.meterhouse.aggregator.kafka.client.CommittedConsumers;
import io.meterhouse.aggregator.sink.ProgressStore;
import io.meterhouse.aggregator.sink.Sink;
import io.meterhouse.aggregator.sink.SinkConfig;
import io.meterhouse.aggregator.sink.SinkRecord;
import io.meterhouse.aggregator.sink.SinkState;
import io.meterhouse.aggregator.sink.SinkWriteException;
import io.meterhouse.aggregator.sink.UnreadableRecordException;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import io.meterhouse.schemas.usage.v1.RejectedRecord;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The loop on the real broker; the store is a fake, because a real one does not fail to order. */
@ExtendWith(Engines.class)
class SinkLoopIT {

  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final Duration SESSION = Duration.ofSeconds(6);
  private static final SinkConfig QUICK =
      new SinkConfig(
          100, 1_000_000, Duration.ofMillis(100), Duration.ofMillis(20), Duration.ofMillis(100));

  /** Batches are full rather than late. */
  private static final SinkConfig SLOW =
      new SinkConfig(
          100, 1_000_000, Duration.ofSeconds(2), Duration.ofMillis(20), Duration.ofMillis(100));

  /** Batches are full, or never. */
  private static final SinkConfig ROWS_ALONE =
      new SinkConfig(
          100, 1_000_000, Duration.ofHours(1), Duration.ofMillis(20), Duration.ofMillis(100));

  private final TestTopics topics;
  private final FakeStore store = new FakeStore();
  private @TempDir Path directory;

  SinkLoopIT(EngineAddresses engines) {
    topics = new TestTopics(engines.kafkaBootstrapServers(), engines.freshName("sink"), 2);
  }

  @AfterEach
  void close() {
    topics.close();
  }

  @Test
  void shouldFindTheBadRowRejectItAndWriteAllOthers() throws Exception {
    store.bad.add("bad");
    send(IntStream.range(0, 500).mapToObj(i -> i == 250 ? "bad" : "row-" + i).toList());
    send(List.of("unreadable"));

    try (SinkRunner sinks = new SinkRunner(topics.kafka(), directory, SESSION)) {
      sinks.start(store, Topic.USAGE_ACCEPTED, store, QUICK);
      await().atMost(PATIENCE).until(() -> store.reached() == 501);

      await().atMost(PATIENCE).until(sinks::isWorking);
    }
    assertThat(store.taken).hasSize(499).doesNotContain("bad", "unreadable");
    assertThat(rejections()).contains("refused: bad", "refused: unreadable");
  }

  @Test
  void shouldHoldEverythingWhileTheStoreIsAwayAndGoOnByItself() throws Exception {
    try (SinkRunner sinks = new SinkRunner(topics.kafka(), directory, SESSION)) {
      sinks.start(store, Topic.USAGE_ACCEPTED, store, QUICK);
      send(rows(0, 300));
      await().atMost(PATIENCE).until(() -> store.taken.size() == 300);

      store.away = true;
      send(rows(300, 900));
      await().atMost(PATIENCE).until(() -> !sinks.isWorking());
      // Longer than the session: the consumer must keep its place while it holds.
      await()
          .during(SESSION.plusSeconds(1))
          .atMost(PATIENCE)
          .until(() -> sinks.states().get("fake") instanceof SinkState.Holding);
      store.away = false;

      await().atMost(PATIENCE).until(() -> store.reached() == 900);
      await().atMost(PATIENCE).until(sinks::isWorking);
      assertThat(store.taken).hasSize(900);
    }
  }

  @Test
  void shouldGoOnFromWhereItWasAndRepeatRowsRatherThanLoseThem() throws Exception {
    send(rows(0, 300));
    try (SinkRunner sinks = new SinkRunner(topics.kafka(), directory, SESSION)) {
      sinks.start(store, Topic.USAGE_ACCEPTED, store, QUICK);
      await().atMost(PATIENCE).until(() -> committed() == 300);
    }
    int writes = store.writes.get();
    send(rows(300, 310));

    try (SinkRunner sinks = new SinkRunner(topics.kafka(), directory, SESSION)) {
      sinks.start(store, Topic.USAGE_ACCEPTED, store, QUICK);
      await().atMost(PATIENCE).until(() -> store.reached() == 310);
    }
    assertThat(store.taken).hasSize(310);
    assertThat(store.writes.get() - writes).isLessThanOrEqualTo(20);
  }

  @Test
  void shouldFillAStoreAgainThatIsEmptyAtTheNextStart() throws Exception {
    send(rows(0, 300));
    try (SinkRunner sinks = new SinkRunner(topics.kafka(), directory, SESSION)) {
      sinks.start(store, Topic.USAGE_ACCEPTED, store, QUICK);
      await().atMost(PATIENCE).until(() -> committed() == 300);
    }
    store.taken.clear();
    store.progress.clear();
    send(rows(300, 310));

    try (SinkRunner sinks = new SinkRunner(topics.kafka(), directory, SESSION)) {
      sinks.start(store, Topic.USAGE_ACCEPTED, store, QUICK);
      await().atMost(PATIENCE).until(() -> store.reached() == 310);
    }
    assertThat(store.taken).hasSize(310);
  }

  @Test
  void shouldGoBackAsFarAsAStoreThatWasRestored() throws Exception {
    send(rows(0, 200));
    try (SinkRunner sinks = new SinkRunner(topics.kafka(), directory, SESSION)) {
      sinks.start(store, Topic.USAGE_ACCEPTED, store, QUICK);
      await().atMost(PATIENCE).until(() -> store.reached() == 200);
      Map<Integer, Long> backup = Map.copyOf(store.progress);
      Set<String> rows = Set.copyOf(store.taken);
      send(rows(200, 400));
      await().atMost(PATIENCE).until(() -> committed() == 400);

      store.restore(rows, backup);
      int writes = store.writes.get();
      send(rows(400, 410));
      await().atMost(PATIENCE).until(() -> store.reached() == 410);
      // The 200 that were in the backup are not written again.
      assertThat(store.writes.get() - writes).isLessThan(300);
    }
    assertThat(store.taken).hasSize(410);
  }

  @Test
  void shouldLeaveProgressBeyondTheEndOfTheLogAlone() throws Exception {
    store.progress.putAll(Map.of(0, 1_000L, 1, 1_000L));
    send(rows(0, 10));

    try (SinkRunner sinks = new SinkRunner(topics.kafka(), directory, SESSION)) {
      sinks.start(store, Topic.USAGE_ACCEPTED, store, QUICK);
      await().atMost(PATIENCE).until(() -> store.taken.size() == 10);
    }
  }

  @Test
  void shouldNotReadBeforeTheStoreHasToldWhereItIs() throws Exception {
    store.away = true;
    send(rows(0, 10));
    try (SinkRunner sinks = new SinkRunner(topics.kafka(), directory, SESSION)) {
      sinks.start(store, Topic.USAGE_ACCEPTED, store, QUICK);
      await().atMost(PATIENCE).until(() -> sinks.states().get("fake") instanceof SinkState.Holding);
      store.away = false;

      await().atMost(PATIENCE).until(() -> store.reached() == 10);
      await().atMost(PATIENCE).until(sinks::isWorking);
    }
    assertThat(store.taken).hasSize(10);
  }

  @Test
  void shouldRejectARecordThatIsNoRowAndAloneInItsBatch() throws Exception {
    shouldRejectAlone("unreadable");
  }

  @Test
  void shouldBePastARecordOfWhichNothingIsKept() throws Exception {
    send(List.of("nothing"));
    try (SinkRunner sinks = new SinkRunner(topics.kafka(), directory, SESSION)) {
      sinks.start(store, Topic.USAGE_ACCEPTED, store, QUICK);
      await().atMost(PATIENCE).until(() -> store.reached() == 1);
    }
    assertThat(store.taken).isEmpty();
    assertThat(rejections()).isEmpty();
  }

  @Test
  void shouldRejectARowThatTheStoreRefusesThatIsAloneInItsBatch() throws Exception {
    store.bad.add("bad");
    shouldRejectAlone("bad");
  }

  private void shouldRejectAlone(String row) throws Exception {
    send(List.of(row));
    try (SinkRunner sinks = new SinkRunner(topics.kafka(), directory, SESSION)) {
      sinks.start(store, Topic.USAGE_ACCEPTED, store, QUICK);
      await().atMost(PATIENCE).until(() -> store.reached() == 1);
      await().atMost(PATIENCE).until(sinks::isWorking);
    }
    assertThat(store.taken).isEmpty();
    assertThat(rejections()).contains("refused: " + row);
  }

  @Test
  void shouldHoldARowThatIsRefusedWhileTheStoreIsNotWell() throws Exception {
    store.refusing = true;
    send(rows(0, 1));
    try (SinkRunner sinks = new SinkRunner(topics.kafka(), directory, SESSION)) {
      sinks.start(store, Topic.USAGE_ACCEPTED, store, QUICK);
      await().atMost(PATIENCE).until(() -> sinks.states().get("fake") instanceof SinkState.Holding);
      store.refusing = false;

      await().atMost(PATIENCE).until(() -> store.reached() == 1);
    }
    assertThat(store.taken).hasSize(1);
    assertThat(rejections()).isEmpty();
  }

  @Test
  void shouldRejectMoreBadRowsThanItSearchesForAtATime() throws Exception {
    send(IntStream.range(0, 200).mapToObj(i -> i % 2 == 0 ? "bad" : "row-" + i).toList());
    store.bad.add("bad");
    try (SinkRunner sinks = new SinkRunner(topics.kafka(), directory, SESSION)) {
      sinks.start(store, Topic.USAGE_ACCEPTED, store, SinkConfig.DEFAULT);
      await().atMost(PATIENCE).until(() -> store.reached() == 200);
    }
    assertThat(store.taken).hasSize(100);
    assertThat(topics.read(Topic.USAGE_REJECTED)).hasSize(100);
  }

  @Test
  void shouldHoldWhileTheRejectionCannotBeWrittenAndGoOnByItself() throws Exception {
    limitRejections("10");
    send(List.of("unreadable"));
    send(rows(0, 10));
    try (SinkRunner sinks = new SinkRunner(topics.kafka(), directory, SESSION)) {
      sinks.start(store, Topic.USAGE_ACCEPTED, store, QUICK);
      await().atMost(PATIENCE).until(() -> sinks.states().get("fake") instanceof SinkState.Holding);
      assertThat(store.reached()).isZero();
      limitRejections("1000000");

      await().atMost(PATIENCE).until(() -> store.reached() == 11);
      await().atMost(PATIENCE).until(sinks::isWorking);
    }
    assertThat(store.taken).hasSize(10);
    assertThat(rejections()).contains("refused: unreadable");
  }

  private void limitRejections(String bytes) throws Exception {
    ConfigResource topic =
        new ConfigResource(
            ConfigResource.Type.TOPIC, new Topics(topics.kafka()).name(Topic.USAGE_REJECTED));
    AlterConfigOp limit =
        new AlterConfigOp(new ConfigEntry("max.message.bytes", bytes), AlterConfigOp.OpType.SET);
    try (Admin admin = Admin.create(topics.kafka().clientProperties())) {
      admin.incrementalAlterConfigs(Map.of(topic, List.of(limit))).all().get();
    }
  }

  private String rejections() {
    return topics.read(Topic.USAGE_REJECTED).stream()
        .map(record -> new String(record.value(), StandardCharsets.UTF_8))
        .collect(Collectors.joining());
  }

  @Test
  void shouldGoOnWhereTheFirstCommitAfterHoldingComesTooLate() throws Exception {
    shouldGoOnWhereTheFirstCommitAfterHoldingFails(CommitFailedException::new);
  }

  @Test
  void shouldGoOnWhereTheFirstCommitAfterHoldingMeetsARebalance() throws Exception {
    shouldGoOnWhereTheFirstCommitAfterHoldingFails(RebalanceInProgressException::new);
  }

  private void shouldGoOnWhereTheFirstCommitAfterHoldingFails(Supplier<RuntimeException> refusal)
      throws Exception {
    AtomicReference<@Nullable Supplier<RuntimeException>> refusing = new AtomicReference<>(refusal);
    AtomicInteger refused = new AtomicInteger();
    try (Rejections rejections = new Rejections(topics.kafka())) {
      SinkLoop<String> loop =
          new SinkLoop<>(
              store,
              new SinkLoop.TopicConsumer(
                  refusingCommits(consumer(), refusing, refused),
                  new Topics(topics.kafka()).name(Topic.USAGE_ACCEPTED)),
              store,
              rejections,
              QUICK);
      store.away = true;
      send(rows(0, 100));
      Thread thread = Thread.ofPlatform().name("sink-under-test").start(loop);
      try {
        await().atMost(PATIENCE).until(() -> loop.state() instanceof SinkState.Holding);
        store.away = false;
        await().atMost(PATIENCE).until(() -> refused.get() > 0);
        refusing.set(null);

        send(rows(100, 200));
        await().atMost(PATIENCE).until(() -> store.taken.size() == 200);
        await().atMost(PATIENCE).until(() -> committed() == 200);
        assertThat(loop.state()).isEqualTo(new SinkState.Working());
      } finally {
        loop.stop();
        thread.join();
      }
    }
  }

  @Test
  void shouldReadTheNextRowsWhileTheOnesBeforeAreWritten() throws Exception {
    try (SinkRunner sinks = new SinkRunner(topics.kafka(), directory, SESSION);
        Gate gate = store.holdTheNextWrite()) {
      sinks.start(store, Topic.USAGE_ACCEPTED, store, ROWS_ALONE);
      send(rows(0, 100));
      await().atMost(PATIENCE).until(gate::isReached);
      send(rows(100, 150));
      await().atMost(PATIENCE).until(() -> store.reads.get() == 150);
      assertThat(store.reached()).isZero();
      gate.open();

      send(rows(150, 200));
      await().atMost(PATIENCE).until(() -> committed() == 200);
    }
    assertThat(store.taken).hasSize(200);
    assertThat(store.reads).hasValue(200);
    assertThat(store.gathered).hasValue(2);
  }

  @Test
  void shouldFillAStoreAgainThatIsEmptiedWhileItIsWritten() throws Exception {
    try (SinkRunner sinks = new SinkRunner(topics.kafka(), directory, SESSION);
        Gate gate = store.holdNoWrite()) {
      sinks.start(store, Topic.USAGE_ACCEPTED, store, QUICK);
      send(rows(0, 200));
      await().atMost(PATIENCE).until(() -> committed() == 200);
      gate.closeFor(store);
      send(rows(200, 210));
      await().atMost(PATIENCE).until(gate::isReached);
      // The rows of this write come into the empty store, and its progress must not cover the loss.
      store.restore(Set.of(), Map.of());
      gate.open();

      await().atMost(PATIENCE).until(() -> store.taken.size() == 210);
      await().atMost(PATIENCE).until(() -> store.reached() == 210);
    }
  }

  @Test
  void shouldFillAStoreAgainThatWasRestoredWhileTwoBatchesWaited() throws Exception {
    try (SinkRunner sinks = new SinkRunner(topics.kafka(), directory, SESSION);
        Gate gate = store.holdNoWrite()) {
      sinks.start(store, Topic.USAGE_ACCEPTED, store, QUICK);
      send(rows(0, 200));
      await().atMost(PATIENCE).until(() -> committed() == 200);
      Map<Integer, Long> backup = Map.copyOf(store.progress);
      Set<String> rows = Set.copyOf(store.taken);
      send(rows(200, 300));
      await().atMost(PATIENCE).until(() -> committed() == 300);
      gate.closeFor(store);
      int reads = store.reads.get();
      send(rows(300, 400));
      await().atMost(PATIENCE).until(gate::isReached);
      send(rows(400, 410));
      await().atMost(PATIENCE).until(() -> store.reads.get() > reads + gate.rows);
      store.away = true;
      store.restore(rows, backup);
      gate.open();
      await().atMost(PATIENCE).until(() -> !sinks.isWorking());
      store.away = false;

      await().atMost(PATIENCE).until(() -> store.taken.size() == 410);
      await().atMost(PATIENCE).until(() -> committed() == 410);
      await().atMost(PATIENCE).until(sinks::isWorking);
    }
    assertThat(store.reached()).isEqualTo(410);
  }

  @Test
  void shouldLeaveAPartitionThatWentAwayWhileItWasWrittenToWhoHasItNow() throws Exception {
    Path other = Files.createDirectory(directory.resolve("other"));
    try (SinkRunner first = new SinkRunner(topics.kafka(), directory, SESSION);
        SinkRunner second = new SinkRunner(topics.kafka(), other, SESSION);
        Gate gate = store.holdTheNextWrite()) {
      first.start(store, Topic.USAGE_ACCEPTED, store, SLOW);
      send(rows(0, 100));
      await().atMost(PATIENCE).until(gate::isReached);

      second.start(store, Topic.USAGE_ACCEPTED, store, SLOW);
      await().atMost(PATIENCE).until(() -> store.progress.size() == 1);
      long ofSecond = store.reached();
      send(rows(100, 200));
      await().atMost(PATIENCE).until(() -> committed() > ofSecond);
      gate.open();

      // Had the first one committed what went away, this would go back, and stay there.
      await().atMost(PATIENCE).until(() -> committed() == 200);
      await().atMost(PATIENCE).until(() -> first.isWorking() && second.isWorking());
    }
    assertThat(store.taken).hasSize(200);
  }

  @Test
  void shouldStopVisiblyWhereGoingOnWouldBeWrong() throws Exception {
    store.broken = true;
    send(rows(0, 1));

    try (SinkRunner sinks = new SinkRunner(topics.kafka(), directory, SESSION)) {
      sinks.start(store, Topic.USAGE_ACCEPTED, store, QUICK);

      await().atMost(PATIENCE).until(() -> !sinks.isWorking());
      assertThat(sinks.states().get("fake"))
          .isEqualTo(new SinkState.Failed("java.lang.IllegalStateException: broken"));
    }
  }

  private Consumer<byte[], byte[]> consumer() {
    return CommittedConsumers.inGroup(topics.kafka(), "fake", "under-test", SESSION);
  }

  /** The real consumer, but for commits that the broker would refuse in a rebalance. */
  @SuppressWarnings("unchecked")
  private static Consumer<byte[], byte[]> refusingCommits(
      Consumer<byte[], byte[]> real,
      AtomicReference<@Nullable Supplier<RuntimeException>> refusing,
      AtomicInteger refused) {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          Supplier<RuntimeException> refusal = refusing.get();
          if (method.getName().equals("commitSync") && refusal != null) {
            refused.incrementAndGet();
            throw refusal.get();
          }
          try {
            return method.invoke(real, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return (Consumer<byte[], byte[]>)
        Proxy.newProxyInstance(
            SinkLoopIT.class.getClassLoader(), new Class<?>[] {Consumer.class}, handler);
  }

  /** The sum of the offsets that the sink's group has committed. */
  private long committed() throws Exception {
    try (Admin admin = Admin.create(topics.kafka().clientProperties())) {
      return admin
          .listConsumerGroupOffsets(topics.kafka().topicPrefix() + "meterhouse-sink-fake")
          .partitionsToOffsetAndMetadata()
          .get()
          .values()
          .stream()
          .mapToLong(OffsetAndMetadata::offset)
          .sum();
    }
  }

  private void send(List<String> rows) throws Exception {
    for (String row : rows) {
      byte[] bytes = row.getBytes(StandardCharsets.UTF_8);
      topics.acceptBytes(bytes, bytes);
    }
    topics.awaitAccepted();
  }

  private static List<String> rows(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "row-" + i).toList();
  }

  private static final class FakeStore implements Sink<String>, ProgressStore {

    private final Set<String> bad = ConcurrentHashMap.newKeySet();
    private final Set<String> taken = ConcurrentHashMap.newKeySet();
    private final Map<Integer, Long> progress = new ConcurrentHashMap<>();
    private volatile boolean away;
    private volatile boolean refusing;
    private volatile boolean broken;
    private final AtomicInteger writes = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger gathered = new AtomicInteger();
    private final AtomicReference<@Nullable Gate> gate = new AtomicReference<>();

    private Gate holdTheNextWrite() {
      Gate closed = new Gate();
      closed.closeFor(this);
      return closed;
    }

    private Gate holdNoWrite() {
      return new Gate();
    }

    private synchronized void restore(Set<String> rows, Map<Integer, Long> backup) {
      taken.retainAll(rows);
      progress.clear();
      progress.putAll(backup);
    }

    private long reached() {
      return progress.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public String name() {
      return "fake";
    }

    @Override
    public @Nullable String read(SinkRecord record) {
      reads.incrementAndGet();
      String row = record.value().toString(StandardCharsets.UTF_8);
      if (row.equals("unreadable")) {
        throw new UnreadableRecordException("unreadable", new IllegalArgumentException());
      }
      return row.equals("nothing") ? null : row;
    }

    @Override
    public void gathered() {
      gathered.incrementAndGet();
    }

    @Override
    public void write(List<String> rows) {
      Gate closed = gate.getAndSet(null);
      if (closed != null) {
        closed.pass(rows.size());
      }
      if (broken) {
        throw new IllegalStateException("broken");
      }
      boolean isBad = rows.stream().anyMatch(bad::contains);
      if (away || refusing || isBad) {
        throw new SinkWriteException(away ? "away" : "bad", away, new IllegalStateException());
      }
      taken.addAll(rows);
      writes.addAndGet(rows.size());
    }

    @Override
    public void probe() {
      if (away) {
        throw new SinkWriteException("away", true, new IllegalStateException());
      }
      if (refusing) {
        throw new SinkWriteException("no table", false, new IllegalStateException());
      }
    }

    @Override
    public RejectedRecord rejection(SinkRecord record, String reason) {
      return RejectedRecord.newBuilder()
          .setMessage("refused: " + reason)
          .setUndecodable(ByteString.EMPTY)
          .build();
    }

    @Override
    public void record(String sink, String topic, Map<Integer, Long> nextOffsets) {
      if (away) {
        throw new SinkWriteException("away", true, new IllegalStateException());
      }
      nextOffsets.forEach((partition, next) -> progress.merge(partition, next, Math::max));
    }

    @Override
    public synchronized Map<Integer, Long> read(String sink, String topic) {
      if (away) {
        throw new SinkWriteException("away", true, new IllegalStateException());
      }
      return Map.copyOf(progress);
    }
  }

  /** Where one write waits. */
  private static final class Gate implements AutoCloseable {

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);
    private volatile int rows;

    /** For the next write of that store. */
    private void closeFor(FakeStore store) {
      store.gate.set(this);
    }

    private void pass(int held) {
      rows = held;
      reached.countDown();
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private boolean isReached() {
      return reached.getCount() == 0;
    }

    private void open() {
      open.countDown();
    }

    @Override
    public void close() {
      open();
    }
  }
}

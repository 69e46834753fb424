package io.meterhouse.aggregator.kafka.sink;

import static io.meterhouse.aggregator.kafka.sink.SinkUnderTest.PATIENCE;
import static io.meterhouse.aggregator.kafka.sink.SinkUnderTest.SLOW;
import static io.meterhouse.aggregator.kafka.sink.SinkUnderTest.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.meterhouse.aggregator.kafka.client.CommittedConsumers;
import io.meterhouse.aggregator.kafka.sink.FakeSinkStore.Gate;
import io.meterhouse.aggregator.sink.SinkState;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.junit.Engines;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Partitions that go to another process meanwhile, and commits that are refused for that. */
@ExtendWith(Engines.class)
class SinkRebalanceIT {

  private final FakeSinkStore store = new FakeSinkStore();
  private final SinkUnderTest sink;
  private @TempDir Path directory;

  SinkRebalanceIT(EngineAddresses engines) {
    sink = new SinkUnderTest(store, engines);
  }

  @AfterEach
  void close() {
    sink.close();
  }

  @Test
  void shouldLeaveAPartitionThatWentAwayWhileItWasWrittenToWhoHasItNow() throws Exception {
    Path other = Files.createDirectory(directory.resolve("other"));
    try (SinkRunner first = sink.start(directory, SLOW);
        Gate gate = store.holdTheNextWrite()) {
      sink.send(rows(0, 100));
      await().atMost(PATIENCE).until(gate::isReached);

      try (SinkRunner second = sink.start(other, SLOW)) {
        await().atMost(PATIENCE).until(() -> store.progress.size() == 1);
        long ofSecond = store.reached();
        sink.send(rows(100, 200));
        await().atMost(PATIENCE).until(() -> sink.committed() > ofSecond);
        gate.open();

        // Had the first one committed what went away, this would go back, and stay there.
        await().atMost(PATIENCE).until(() -> sink.committed() == 200);
        await().atMost(PATIENCE).until(() -> first.isWorking() && second.isWorking());
      }
    }
    assertThat(store.taken).hasSize(200);
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
    KafkaConfig kafka = sink.topics().kafka();
    try (Rejections rejections = new Rejections(kafka)) {
      SinkLoop<String> loop =
          new SinkLoop<>(
              store,
              new SinkLoop.TopicConsumer(
                  refusingCommits(consumer(kafka), refusing, refused),
                  new Topics(kafka).name(Topic.USAGE_ACCEPTED)),
              store,
              rejections,
              SinkUnderTest.QUICK);
      store.away = true;
      sink.send(rows(0, 100));
      Thread thread = Thread.ofPlatform().name("sink-under-test").start(loop);
      try {
        await().atMost(PATIENCE).until(() -> loop.state() instanceof SinkState.Holding);
        store.away = false;
        await().atMost(PATIENCE).until(() -> refused.get() > 0);
        refusing.set(null);

        sink.send(rows(100, 200));
        await().atMost(PATIENCE).until(() -> store.taken.size() == 200);
        await().atMost(PATIENCE).until(() -> sink.committed() == 200);
        assertThat(loop.state()).isEqualTo(new SinkState.Working());
      } finally {
        loop.stop();
        thread.join();
      }
    }
  }

  private static Consumer<byte[], byte[]> consumer(KafkaConfig kafka) {
    return CommittedConsumers.inGroup(
        kafka, FakeSinkStore.NAME, "under-test", SinkUnderTest.SESSION);
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
            SinkRebalanceIT.class.getClassLoader(), new Class<?>[] {Consumer.class}, handler);
  }
}

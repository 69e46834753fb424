package io.meterhouse.benchmarks.sink;

import io.meterhouse.aggregator.sink.SinkConfig;
import io.meterhouse.aggregator.stream.StreamConfig;
import io.meterhouse.benchmarks.BenchmarkException;
import io.meterhouse.benchmarks.engines.Database;
import io.meterhouse.benchmarks.engines.Engines;
import io.meterhouse.benchmarks.report.Cost;
import io.meterhouse.kit.config.ClickHouseConfig;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.kit.config.StartupConfig;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.TopicProvisioner;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.kit.lifecycle.Parts;
import io.meterhouse.kit.telemetry.Telemetry;
import io.meterhouse.usagestore.UsageStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** What takes part in a run: a broker with filled topics, and ClickHouse. Of one thread. */
final class SinkRig implements AutoCloseable {

  private static final String TOPIC_PREFIX = "bench-sink.";

  private final Parts parts = new Parts();
  private final Path directory;
  private final Engines engines;
  private final Settings settings;
  private final Telemetry telemetry;
  private final Database database;

  /** Starts both engines, with their data under {@code directory}. */
  SinkRig(boolean isTrial, Path directory, Map<String, String> environment) {
    this.directory = directory;
    this.engines = parts.add(new Engines(isTrial, directory, environment));
    Map<String, String> all = engines.environment();
    all.put("METERHOUSE_TOPIC_PREFIX", TOPIC_PREFIX);
    this.settings = Settings.of(all);
    this.telemetry = parts.add(Telemetry.local());
    this.database = parts.add(new Database(ClickHouseConfig.from(settings)));
  }

  void fill(SinkPlan plan, InstantSource clock) {
    TopicProvisioner.ensure(
        kafka(),
        StartupConfig.from(settings),
        EnumSet.of(Topic.USAGE_UNIQUE, Topic.USAGE_AGGREGATES, Topic.USAGE_REJECTED));
    FilledTopics.fill(kafka(), plan, clock);
  }

  KafkaConfig kafka() {
    return KafkaConfig.from(settings);
  }

  SinkConfig sinks() {
    return SinkConfig.from(settings);
  }

  Duration sessionTimeout() {
    return StreamConfig.from(settings).sessionTimeout();
  }

  Telemetry telemetry() {
    return telemetry;
  }

  Database database() {
    return database;
  }

  Path folder(String name) {
    return directory.resolve(name);
  }

  /** A database of that name, made anew, with all tables. */
  UsageStore freshStore(String name) {
    drop(name);
    ClickHouseConfig config = ClickHouseConfig.from(settings);
    return UsageStore.openMigrated(config.url(), name, config.user(), config.password());
  }

  /** Its merges must not disturb what comes after it. */
  void drop(String name) {
    database.ask("DROP DATABASE IF EXISTS " + name + " SYNC");
  }

  /** The next sink of that name begins at the beginning of its topic. */
  void forgetGroup(String sink) {
    try (Admin admin = Admin.create(kafka().clientProperties())) {
      admin
          .deleteConsumerGroups(List.of(kafka().topicPrefix() + "meterhouse-sink-" + sink))
          .all()
          .get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof GroupIdNotFoundException)) {
        throw new BenchmarkException("the sink's group cannot be deleted: " + e.getCause(), e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("interrupted", e);
    }
  }

  /** Partition to the offset behind its last record. */
  Map<Integer, Long> ends(Topic topic) {
    String name = new Topics(kafka()).name(topic);
    try (Admin admin = Admin.create(kafka().clientProperties())) {
      return admin
          .listOffsets(
              IntStream.range(0, kafka().partitions())
                  .boxed()
                  .collect(
                      Collectors.toMap(
                          partition -> new TopicPartition(name, partition),
                          _ -> OffsetSpec.latest())))
          .all()
          .get()
          .entrySet()
          .stream()
          .collect(
              Collectors.toMap(
                  entry -> entry.getKey().partition(), entry -> entry.getValue().offset()));
    } catch (ExecutionException e) {
      throw new BenchmarkException("the broker does not tell its offsets: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchmarkException("interrupted", e);
    }
  }

  /** The counters as they stand; the server is ClickHouse, where it is ours. */
  Cost cost() {
    return engines.cost();
  }

  @Override
  public void close() {
    parts.close();
  }
}

package io.meterhouse.query.kafka;

import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.kafka.Topic;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.query.UsageLog;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the brokers. Safe for use by several threads. */
public final class KafkaUsageLog implements UsageLog, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaUsageLog.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final Admin admin;
  private final Topics topics;

  /** Connects when it is asked. */
  public KafkaUsageLog(KafkaConfig kafka) {
    Map<String, Object> properties = kafka.clientProperties();
    properties.put(
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(TIMEOUT.toMillis()));
    properties.put(
        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(TIMEOUT.toMillis() / 2));
    this.admin = Admin.create(properties);
    this.topics = new Topics(kafka);
  }

  @Override
  public Optional<Instant> latestAccepted() {
    // The broker stamps them, so that its own clock is compared with its own.
    return list(Topic.USAGE_ACCEPTED, OffsetSpec.maxTimestamp()).values().stream()
        .map(ListOffsetsResultInfo::timestamp)
        .filter(stamp -> stamp >= 0)
        .max(Long::compare)
        .map(Instant::ofEpochMilli);
  }

  @Override
  public Map<Integer, Long> uniqueEnds() {
    Map<Integer, Long> ends = new HashMap<>();
    list(Topic.USAGE_UNIQUE, OffsetSpec.latest())
        .forEach((partition, info) -> ends.put(partition.partition(), info.offset()));
    return ends;
  }

  @Override
  public void close() {
    admin.close(TIMEOUT);
  }

  /** Also where a transaction is open: what belongs to it may be committed elsewhere already. */
  private Map<TopicPartition, ListOffsetsResultInfo> list(Topic topic, OffsetSpec spec) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int partition = 0; partition < topics.partitions(topic); partition++) {
      asked.put(new TopicPartition(topics.name(topic), partition), spec);
    }
    try {
      return admin
          .listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
          .all()
          .get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof RetriableException)) {
        throw new KafkaException("the ends of " + topics.name(topic), e.getCause());
      }
      LOG.warn("the brokers do not tell the ends of {}", topics.name(topic), e);
      throw ApiException.unavailable("the brokers cannot be asked at the moment", RETRY_AFTER);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ApiException.unavailable("the service is stopping", RETRY_AFTER);
    }
  }
}

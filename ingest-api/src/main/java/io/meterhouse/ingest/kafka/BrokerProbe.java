package io.meterhouse.ingest.kafka;

import io.meterhouse.kit.config.KafkaConfig;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the brokers every second whether they are there, so that readiness need not wait. */
final class BrokerProbe implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BrokerProbe.class);
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final String TIMEOUT_MILLIS = "1500";

  private final Admin admin;
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("broker-probe").daemon().factory());

  // The module starts after the brokers answered.
  private volatile boolean reachable = true;

  private BrokerProbe(Admin admin) {
    this.admin = admin;
  }

  static BrokerProbe start(KafkaConfig kafka) {
    Map<String, Object> properties = kafka.clientProperties();
    properties.put("request.timeout.ms", TIMEOUT_MILLIS);
    properties.put("default.api.timeout.ms", TIMEOUT_MILLIS);
    BrokerProbe probe = new BrokerProbe(Admin.create(properties));
    var _ =
        probe.scheduler.scheduleWithFixedDelay(
            probe::ask, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return probe;
  }

  boolean isReachable() {
    return reachable;
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
    admin.close(Duration.ofSeconds(1));
  }

  private void ask() {
    boolean answered;
    try {
      answered = !admin.describeCluster().nodes().get().isEmpty();
    } catch (ExecutionException e) {
      answered = false;
      LOG.debug("the brokers do not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (answered != reachable) {
      LOG.warn("the brokers are {}", answered ? "back" : "away");
    }
    reachable = answered;
  }
}

package io.meterhouse.aggregator.kafka.stream;

import io.meterhouse.aggregator.kafka.client.InstanceId;
import io.meterhouse.aggregator.stream.Catalog;
import io.meterhouse.aggregator.stream.LostStateException;
import io.meterhouse.aggregator.stream.StreamConfig;
import io.meterhouse.kit.catalog.CatalogException;
import io.meterhouse.kit.config.KafkaConfig;
import io.meterhouse.kit.kafka.Topics;
import io.meterhouse.kit.lifecycle.StartupException;
import io.meterhouse.kit.lifecycle.Watched;
import io.meterhouse.kit.telemetry.Metrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running stream job: deduplicate and aggregate. */
public final class AggregatorStreams implements AutoCloseable, Watched {

  private static final Logger LOG = LoggerFactory.getLogger(AggregatorStreams.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  /** What is restored sooner is worth waiting for: whoever starts then finds it at work. */
  private static final Duration RESTORE_PATIENCE = Duration.ofSeconds(10);

  private final KafkaStreams streams;
  private final StreamFindings findings;
  private final RestoreProgress restoring;
  private final CountDownLatch running = new CountDownLatch(1);
  private volatile boolean hasRun;

  private AggregatorStreams(
      KafkaStreams streams, StreamFindings findings, RestoreProgress restoring) {
    this.streams = streams;
    this.findings = findings;
    this.restoring = restoring;
  }

  /** Starts it; it works once {@link #awaitRunning} returns, or {@link #problem} is empty. */
  public static AggregatorStreams start(
      KafkaConfig kafka, StreamConfig stream, Path stateDir, Catalog catalog, Metrics metrics) {
    StreamFindings findings = new StreamFindings(metrics);
    Duration retention = IdentityRetention.settle(kafka, stream.dedupWindow());
    KafkaStreams streams =
        new KafkaStreams(
            AggregatorTopology.of(
                new Topics(kafka),
                catalog,
                stream,
                retention,
                new StateChecks.Watch(new BrokerHistory(kafka), findings)),
            StreamsProperties.of(kafka, stream, stateDir, InstanceId.in(stateDir)));
    boolean laidOut = false;
    try {
      IdentityRetention.layOut(streams, stateDir, retention);
      laidOut = true;
    } finally {
      if (!laidOut) {
        streams.close();
      }
    }
    AggregatorStreams started =
        new AggregatorStreams(streams, findings, new RestoreProgress(System::nanoTime, metrics));
    streams.setUncaughtExceptionHandler(started::onThreadDeath);
    streams.setGlobalStateRestoreListener(started.restoring);
    streams.setStateListener((now, before) -> started.onState(now));
    streams.start();
    return started;
  }

  /** Counts its work; what it gives back is closed before the job is. */
  public AutoCloseable measure(Metrics metrics) {
    KafkaStreamsMetrics meters = new KafkaStreamsMetrics(streams);
    meters.bindTo(metrics.registry());
    return meters;
  }

  /**
   * Returns when it works, or will by itself: when it has been restoring its state for a while, or
   * is still coming up after the timeout.
   *
   * @throws StartupException if it has failed
   */
  public void awaitBegun(Duration timeout) {
    long begun = System.nanoTime();
    try {
      boolean ended = false;
      while (!ended
          && System.nanoTime() - begun < timeout.toNanos()
          && restoring.lasts().compareTo(RESTORE_PATIENCE) < 0) {
        ended = running.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartupException("interrupted while waiting for the stream job", e);
    }
    JobStanding standing = standing();
    if (standing.hasFailed()) {
      throw new StartupException(
          standing.stopped().or(standing::problem).orElse("the stream job has failed"));
    }
    standing
        .problem()
        .ifPresent(why -> LOG.warn("the start goes on, and usage waits meanwhile: {}", why));
  }

  /**
   * Returns when partitions are assigned and state is restored.
   *
   * @throws StartupException if that takes longer or fails
   */
  public void awaitRunning(Duration timeout) {
    try {
      if (!running.await(timeout.toMillis(), TimeUnit.MILLISECONDS) || standing().hasFailed()) {
        throw new StartupException(notRunning(timeout));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartupException("interrupted while waiting for the stream job", e);
    }
  }

  private String notRunning(Duration timeout) {
    return findings
        .reason()
        .orElseGet(
            () ->
                "the stream job is %s after %d ms (expected: RUNNING). Its state may still be restored from the brokers: wait longer with METERHOUSE_STARTUP_TIMEOUT"
                    .formatted(streams.state(), timeout.toMillis()));
  }

  /** None while it works; one that ends by itself while {@link #isRecovering}. */
  @Override
  public Optional<String> problem() {
    return standing().problem();
  }

  /** It cannot work now and will by itself, however long that takes. */
  public boolean isRecovering() {
    return standing().isRecovering();
  }

  /** What was lost since the start; it keeps the job from nothing. */
  public Optional<String> loss() {
    return findings.loss();
  }

  private JobStanding standing() {
    return new JobStanding(streams.state(), hasRun, restoring.figures(), findings.reason());
  }

  @Override
  public void close() {
    // A static member keeps its seat when it stops; said so, the others take over at once.
    boolean closed =
        streams.close(
            CloseOptions.timeout(CLOSE_TIMEOUT)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    if (!closed) {
      LOG.warn("the stream job did not stop within {}", CLOSE_TIMEOUT);
    }
  }

  private void onState(KafkaStreams.State now) {
    LOG.info("stream job is {}", now);
    if (now == KafkaStreams.State.RUNNING) {
      hasRun = true;
      restoring.ended();
    }
    if (now == KafkaStreams.State.RUNNING || now.hasCompletedShutdown()) {
      running.countDown();
    }
  }

  /** A new thread starts from the last commit, so nothing is lost or counted twice either way. */
  private StreamThreadExceptionResponse onThreadDeath(Throwable failure) {
    LostStateException lost = lostState(failure);
    if (lost != null) {
      findings.stopped(String.valueOf(lost.getMessage()));
      LOG.error("the stream job stops: {}", lost.getMessage());
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    if (isTransient(failure)) {
      LOG.warn("a stream thread failed and is replaced", failure);
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    LOG.error("the stream job stops: it would fail again on the same record", failure);
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  private static @Nullable LostStateException lostState(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof LostStateException lost) {
        return lost;
      }
    }
    return null;
  }

  private static boolean isTransient(Throwable failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RetriableException || cause instanceof CatalogException) {
        return true;
      }
    }
    return false;
  }
}

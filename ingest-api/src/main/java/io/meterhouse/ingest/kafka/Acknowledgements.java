package io.meterhouse.ingest.kafka;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** Waits for the brokers' word on all records of one request: one wait, not one a record. */
final class Acknowledgements implements Callback {

  private final CountDownLatch outstanding;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

  Acknowledgements(int records) {
    this.outstanding = new CountDownLatch(records);
  }

  @Override
  public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
    if (exception != null) {
      failure.compareAndSet(null, exception);
    }
    outstanding.countDown();
  }

  /** Whether every record has its answer within that time. */
  boolean await(long nanos) throws InterruptedException {
    return outstanding.await(nanos, TimeUnit.NANOSECONDS);
  }

  /** The first failure so far; null: none. */
  @Nullable Exception failure() {
    return failure.get();
  }
}

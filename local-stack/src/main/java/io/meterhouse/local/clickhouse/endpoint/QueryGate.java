package io.meterhouse.local.clickhouse.endpoint;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Lets so many queries run at a time; further ones wait a little and are then refused. */
final class QueryGate {
  private final Semaphore places;
  private final int limit;
  private final Duration wait;
  private volatile boolean closed;

  QueryGate(int limit, Duration wait) {
    this.places = new Semaphore(limit, true);
    this.limit = limit;
    this.wait = wait;
  }

  /** Gives back the place. */
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  Place enter() {
    if (!tryAcquire()) {
      throw new ServerError(
          ServerError.Code.TOO_MANY_SIMULTANEOUS_QUERIES,
          "Too many simultaneous queries. Maximum: " + limit);
    }
    if (closed) {
      places.release();
      throw new ServerError(ServerError.Code.ABORTED, "Server is shutting down");
    }
    return places::release;
  }

  private boolean tryAcquire() {
    try {
      return places.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  void close() {
    closed = true;
  }

  /** Waits until nothing runs; false where the time did not suffice. */
  boolean awaitEmpty(Duration atMost) throws InterruptedException {
    boolean empty = places.tryAcquire(limit, atMost.toMillis(), TimeUnit.MILLISECONDS);
    if (empty) {
      places.release(limit);
    }
    return empty;
  }
}

package io.meterhouse.kit.http;

import io.javalin.http.Context;
import io.meterhouse.kit.http.error.ApiException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the bytes of bodies that are held at once, so that load ends in 503 and not in a full
 * heap. Room is taken as the bytes come: who announces much and sends little keeps nobody out. A
 * quarter is left to one body at a time, which can thereby be read to its end and make room;
 * otherwise many that are half read could wait for each other. Thread-safe.
 */
public final class BodyRoom {

  private static final String SHARE = "meterhouse.bodyShare";
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final int PART_OF_ONE = 4;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final int total;
  private final long patienceNanos;
  private int free;
  private int freeOfOne;
  private @Nullable Share one;

  /** So many bytes; who finds no room waits so long for it, in all. */
  public BodyRoom(int total, Duration patience) {
    this.total = total;
    this.patienceNanos = patience.toNanos();
    this.freeOfOne = total / PART_OF_ONE;
    this.free = total - freeOfOne;
  }

  /** Bytes that are held now. */
  public int held() {
    lock.lock();
    try {
      return total - free - freeOfOne;
    } finally {
      lock.unlock();
    }
  }

  /** What one request holds of it, from now until it is closed. */
  Share shareOf(Context ctx) {
    Share share = share();
    ctx.attribute(SHARE, share);
    return share;
  }

  Share share() {
    return new Share();
  }

  /**
   * Holds room for what was made of the request's body too, until the request is over: small
   * elements take many times their bytes.
   *
   * @param bytes in all
   * @throws ApiException 503 when there is no room for them in time
   */
  public static void hold(Context ctx, long bytes) {
    Share share = in(ctx);
    if (share != null) {
      share.growTo((int) Math.min(bytes, Integer.MAX_VALUE));
    }
  }

  /** Null where the route bounds no bodies. */
  static @Nullable Share in(Context ctx) {
    return ctx.attribute(SHARE);
  }

  /** Of one request and of its thread. */
  final class Share implements AutoCloseable {

    private int held;
    private int heldOfOne;
    private long leftNanos = patienceNanos;

    private Share() {}

    /**
     * Waits until it may hold that many bytes in all.
     *
     * @throws ApiException 503 when there is no room for them in time
     */
    void growTo(int bytes) {
      // A body larger than the whole room is let in when it is alone.
      int wanted = Math.min(bytes, total);
      lock.lock();
      try {
        while (!takes(wanted - held - heldOfOne)) {
          if (leftNanos <= 0) {
            throw full();
          }
          leftNanos = changed.awaitNanos(leftNanos);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw full();
      } finally {
        lock.unlock();
      }
    }

    /** Gives back what it holds beyond that. */
    void shrinkTo(int bytes) {
      int surplus = held + heldOfOne - bytes;
      if (surplus <= 0) {
        return;
      }
      lock.lock();
      try {
        int ofAll = Math.min(surplus, held);
        held -= ofAll;
        free += ofAll;
        heldOfOne -= surplus - ofAll;
        freeOfOne += surplus - ofAll;
        if (one == this && heldOfOne == 0) {
          one = null;
        }
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }

    private boolean takes(int more) {
      if (more <= 0) {
        return true;
      }
      if (free >= more) {
        free -= more;
        held += more;
        return true;
      }
      if ((one == null || one == this) && free + freeOfOne >= more) {
        one = this;
        int ofOne = Math.min(more, freeOfOne);
        freeOfOne -= ofOne;
        heldOfOne += ofOne;
        free -= more - ofOne;
        held += more - ofOne;
        return true;
      }
      return false;
    }

    @Override
    public void close() {
      shrinkTo(0);
    }
  }

  private ApiException full() {
    return ApiException.unavailable(
        "too many requests at once: their bodies fill the " + total + " bytes set aside for them",
        RETRY_AFTER);
  }
}

package io.meterhouse.kit.kafka;

import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Tells brokers that are away or not ready, which passes by itself, from what they refuse for good.
 */
public final class BrokerOutage {

  private BrokerOutage() {}

  /**
   * Whether the failure, or what caused it, passes by itself. A topic that is not there does not:
   * the client calls it retriable, but has tried until its own deadline before it says so.
   */
  public static boolean causes(Throwable failure) {
    boolean retriable = false;
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownTopicOrPartitionException) {
        return false;
      }
      retriable |= cause instanceof RetriableException;
    }
    return retriable;
  }
}

package io.meterhouse.metering;

import java.util.Optional;

/** The data of an event, in whatever form it is held: a meter asks it for what is at a path. */
@FunctionalInterface
public interface EventData {

  /** An event without data. */
  EventData NONE = path -> Optional.empty();

  /**
   * The value there; empty where a name on the way is absent or is no object. A scalar is whole; of
   * an object or an array no more than its kind need be true.
   */
  Optional<DataValue> at(PropertyPath path);
}

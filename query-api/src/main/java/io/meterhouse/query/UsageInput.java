package io.meterhouse.query;

import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A question for usage as it came, in an address or in a body. Problems are noted, not thrown. */
public interface UsageInput {

  /** The tenant named, else the token's; null, and noted, where there is neither. */
  @Nullable TenantId tenant(String name);

  /** Null where absent, or where the reader refused it. */
  <T> @Nullable T as(String name, Function<String, T> reader);

  /** Null where absent or refused. */
  @Nullable Instant instant(String name);

  /** The default where absent or refused. */
  int integer(String name, int defaultValue, int min, int max);

  /** Empty where absent. */
  List<String> list(String name);

  /** The values asked for, by dimension. */
  SortedMap<String, List<String>> filters();

  /** Whether it is there at all. */
  boolean has(String name);

  /** Notes what is wrong. */
  void problem(String name, String reason);

  /**
   * @throws io.meterhouse.kit.http.ApiException 400 with everything noted, and with what nobody
   *     read
   */
  void check();
}

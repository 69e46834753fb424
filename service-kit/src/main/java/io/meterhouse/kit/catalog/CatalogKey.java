package io.meterhouse.kit.catalog;

import io.meterhouse.metering.Meter;
import io.meterhouse.metering.TenantId;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Key of a meter's entry: {@code meter/{tenant or *}/{code}}.
 *
 * @param tenant null: the platform
 */
public record CatalogKey(@Nullable TenantId tenant, String code) {

  private static final String METER = "meter";
  private static final String PLATFORM = "*";

  /** The key of this meter. */
  public static CatalogKey of(Meter meter) {
    return new CatalogKey(meter.tenant(), meter.code());
  }

  /**
   * Reads a key.
   *
   * @throws IllegalArgumentException where it is no meter's
   */
  public static CatalogKey parse(byte[] key) {
    String text = new String(key, StandardCharsets.UTF_8);
    String[] parts = text.split("/", 3);
    if (parts.length != 3 || !parts[0].equals(METER) || parts[2].isEmpty()) {
      throw new IllegalArgumentException(
          "catalogue key: " + text + " (expected: meter/{tenant or *}/{code})");
    }
    return new CatalogKey(parts[1].equals(PLATFORM) ? null : TenantId.of(parts[1]), parts[2]);
  }

  /** UTF-8. */
  public byte[] bytes() {
    String scope = tenant == null ? PLATFORM : tenant.value();
    return (METER + "/" + scope + "/" + code).getBytes(StandardCharsets.UTF_8);
  }
}

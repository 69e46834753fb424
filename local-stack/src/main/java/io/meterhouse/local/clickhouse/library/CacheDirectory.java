package io.meterhouse.local.clickhouse.library;

import java.nio.file.Path;
import java.util.Map;

/** Where files are kept that can be fetched again. */
final class CacheDirectory {
  private CacheDirectory() {}

  /** {@code METERHOUSE_CACHE}, else {@code XDG_CACHE_HOME/meterhouse}, else the home's cache. */
  static Path of(Map<String, String> environment, Path home) {
    String own = environment.getOrDefault("METERHOUSE_CACHE", "");
    if (!own.isBlank()) {
      return Path.of(own);
    }
    String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path caches = shared.isBlank() ? home.resolve(".cache") : Path.of(shared);
    return caches.resolve("meterhouse");
  }
}

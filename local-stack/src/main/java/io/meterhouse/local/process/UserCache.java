package io.meterhouse.local.process;

import java.nio.file.Path;
import java.util.Map;

/** Where things are kept that are fetched or unpacked once for a user, not once a project. */
public final class UserCache {

  /** Names the folder; overrides the convention of the desktop. */
  public static final String ENVIRONMENT_KEY = "METERHOUSE_CACHE";

  private UserCache() {}

  /** {@code METERHOUSE_CACHE}, else {@code $XDG_CACHE_HOME/meterhouse}, else in the home folder. */
  public static Path directory(Map<String, String> environment) {
    String own = environment.getOrDefault(ENVIRONMENT_KEY, "");
    if (!own.isBlank()) {
      return Path.of(own).toAbsolutePath();
    }
    String desktop = environment.getOrDefault("XDG_CACHE_HOME", "");
    if (!desktop.isBlank()) {
      return Path.of(desktop, "meterhouse").toAbsolutePath();
    }
    return Path.of(System.getProperty("user.home"), ".cache", "meterhouse");
  }
}

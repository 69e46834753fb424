package io.meterhouse.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserCacheTest {

  @Test
  void shouldTakeOursBeforeTheDesktopsBeforeTheHomeFolder() {
    assertThat(UserCache.directory(Map.of("METERHOUSE_CACHE", "/a", "XDG_CACHE_HOME", "/b")))
        .isEqualTo(Path.of("/a"));
    assertThat(UserCache.directory(Map.of("XDG_CACHE_HOME", "/b", "METERHOUSE_CACHE", " ")))
        .isEqualTo(Path.of("/b/meterhouse"));
    assertThat(UserCache.directory(Map.of()))
        .isEqualTo(Path.of(System.getProperty("user.home"), ".cache", "meterhouse"));
  }
}

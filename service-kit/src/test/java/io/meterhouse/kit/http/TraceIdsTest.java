package io.meterhouse.kit.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.Ulid;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TraceIdsTest {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.123Z");

  private final TraceIds ids = new TraceIds(InstantSource.fixed(NOW));

  @Test
  void shouldGiveEachRequestOfOneMillisecondAnIdOfItsOwn() {
    Set<String> given = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      given.add(ids.of(null));
    }
    assertThat(given).hasSize(10_000);
    assertThat(Ulid.from(ids.of(null).substring("req-".length())).getInstant()).isEqualTo(NOW);
  }

  @Test
  void shouldKeepTheClientsIdWhereItIsHarmless() {
    assertThat(ids.of("a-1:b/c")).isEqualTo("a-1:b/c");
    assertThat(ids.of("a\nb")).startsWith("req-");
    assertThat(ids.of("")).startsWith("req-");
  }
}

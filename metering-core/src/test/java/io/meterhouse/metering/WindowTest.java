package io.meterhouse.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class WindowTest {

  @Test
  void shouldBeHalfOpenAndAlignedToUtc() {
    Window day = Window.containing(Instant.parse("2026-11-21T23:59:59.999999999Z"), WindowSize.DAY);

    assertThat(day).isEqualTo(new Window(Instant.parse("2026-11-21T00:00:00Z"), WindowSize.DAY));
    assertThat(Window.containing(day.end(), WindowSize.DAY).start()).isEqualTo(day.end());
    assertThat(Window.containing(Instant.parse("1969-12-31T23:59:30Z"), WindowSize.MINUTE).start())
        .isEqualTo(Instant.parse("1969-12-31T23:59:00Z"));
  }

  @Test
  void shouldRefuseAStartThatIsNotAligned() {
    assertThatThrownBy(() -> new Window(Instant.parse("2026-11-21T00:01:00Z"), WindowSize.HOUR))
        .hasMessage("window start: 2026-11-21T00:01:00Z (expected: the start of a UTC HOUR)");
    assertThatThrownBy(() -> WindowSize.ofSeconds(61)).hasMessageContaining("61");
  }
}

package io.meterhouse.rating.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.meterhouse.rating.BillingPeriod;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CycleChainProperty {

  private static final long FROM = Instant.parse("1990-01-01T00:00:00Z").getEpochSecond() / 60;
  private static final long TO = Instant.parse("2040-01-01T00:00:00Z").getEpochSecond() / 60;

  @Property
  void shouldTileTimeWithoutAGapOrAnOverlap(
      @ForAll("chains") CycleChain chain, @ForAll("instants") Instant instant) {
    BillingPeriod period = chain.containing(instant);
    assertThat(period.contains(instant)).isTrue();
    assertThat(chain.containing(period.start())).isEqualTo(period);
    assertThat(chain.containing(period.end().minusSeconds(60))).isEqualTo(period);
    for (int i = 0; i < 40; i++) {
      BillingPeriod next = chain.containing(period.end());
      assertThat(next.start()).isEqualTo(period.end());
      period = next;
    }
    for (int i = 0; i < 40; i++) {
      BillingPeriod previous = chain.containing(period.start().minusSeconds(60));
      assertThat(previous.end()).isEqualTo(period.start());
      period = previous;
    }
  }

  @Provide
  static Arbitrary<CycleChain> chains() {
    return Combinators.combine(
            Arbitraries.of(CycleType.class).filter(CycleType::isRecurring),
            instants(),
            Arbitraries.of(
                    "UTC",
                    "Europe/Berlin",
                    "America/Santiago",
                    "Australia/Lord_Howe",
                    "Pacific/Apia",
                    "Asia/Kathmandu",
                    "America/Sao_Paulo")
                .map(ZoneId::of))
        .as(
            (type, anchor, zone) ->
                new CycleChain(type, LocalDateTime.ofInstant(anchor, ZoneOffset.UTC), zone));
  }

  @Provide
  static Arbitrary<Instant> instants() {
    return Arbitraries.longs().between(FROM, TO).map(minute -> Instant.ofEpochSecond(minute * 60));
  }
}

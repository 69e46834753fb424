package io.meterhouse.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meterhouse.benchmarks.BenchmarkException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoadTest {

  @Test
  void shouldSendEveryRequestOfTheScheduleOnceOverAllConnections() {
    AtomicInteger performed = new AtomicInteger();
    Exchange exchange = of(performed::incrementAndGet);

    Load.Result result =
        Load.run(
            List.of(exchange, exchange, exchange),
            Pace.scheduled(new Schedule(500, Duration.ofMillis(20))));

    assertThat(performed).hasValue(500);
    assertThat(result.requests()).isEqualTo(500);
    assertThat(result.latency().getTotalCount()).isEqualTo(500);
  }

  @Test
  void shouldEndWithTheFirstFailureOfAnyConnection() {
    AtomicInteger performed = new AtomicInteger();
    Exchange good = of(performed::incrementAndGet);
    Exchange bad =
        of(
            () -> {
              throw new BenchmarkException("answered 429");
            });

    assertThatThrownBy(
            () -> Load.run(List.of(good, bad), Pace.asFastAsAnswered(Duration.ofMinutes(1))))
        .isInstanceOf(BenchmarkException.class)
        .hasMessageContaining("answered 429");
  }

  @Test
  void shouldTakeNoAnswerButThatOfAWholeBatch() {
    ExpectedAnswer expected = new ExpectedAnswer(100);

    assertThat(expected.isMetBy(json("{\"accepted\":100,\"rejected\":0,\"errors\":[]}"))).isTrue();
    assertThat(expected.isMetBy(json("{\"accepted\":100,\"rejected\":0,\"errors\":[]}"))).isTrue();
    assertThat(expected.isMetBy(json("{\"accepted\":99,\"rejected\":1,\"errors\":[]}"))).isFalse();
    assertThat(expected.isMetBy(json("{\"accepted\":1000,\"rejected\":0}"))).isFalse();
    assertThat(expected.isMetBy(json("{\"accepted\":100}"))).isFalse();
    assertThat(expected.isMetBy(json("busy"))).isFalse();
  }

  private static byte[] json(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Exchange of(Runnable request) {
    return new Exchange() {
      @Override
      public void perform() {
        request.run();
      }

      @Override
      public void close() {}
    };
  }
}
